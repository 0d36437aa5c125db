package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.AuditRecord;
import org.kmsjca.CmkSpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.KmsCall;
import org.sqlite.JDBC;

/** A store that the code of commit 9da04a4 made is converted, and nothing of it is lost. */
class Format1StoreTest {
    private static final Properties EXPECTED = new Properties();

    @TempDir Path home;
    private final Clock clock = Clock.fixed(Instant.parse("2026-11-10T10:00:00Z"), ZoneOffset.UTC);

    @BeforeEach
    void copyStore() throws Exception {
        EXPECTED.load(resource("expected.properties"));
        try (InputStream database = new GZIPInputStream(resource("kms.db.gz"));
                InputStream key = resource("root.key")) {
            Files.copy(database, home.resolve("kms.db"));
            Files.copy(key, home.resolve("root.key"));
        }
        for (String name : new String[] {"kms.db", "root.key"}) {
            Files.setPosixFilePermissions(
                    home.resolve(name), PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(
                Format1StoreTest.class.getResourceAsStream("format1/" + name), name);
    }

    private static String expected(String name) {
        return EXPECTED.getProperty(name);
    }

    private KmsEngine open() {
        return EngineFactory.open(
                Configuration.read(new StringReader("root=keyfile\nhome=" + home), "test", home),
                clock,
                null);
    }

    private static String decrypt(KmsEngine engine, String blob, Map<String, String> context) {
        byte[] plain =
                engine.encryption()
                        .decrypt(
                                KmsCall.DECRYPT,
                                null,
                                HexFormat.of().parseHex(expected(blob)),
                                EncryptionContext.of(context))
                        .plaintext();
        return new String(plain, StandardCharsets.UTF_8);
    }

    @Test
    void everythingIsThereAfterTheConversionAndAfterAnother() {
        for (int i = 0; i < 2; i++) {
            try (KmsEngine engine = open()) {
                assertThat(engine.store().check()).isEmpty();
                assertThat(decrypt(engine, "blob", Map.of("a", "b"))).isEqualTo("golden");
                assertThat(decrypt(engine, "old", Map.of())).isEqualTo("before");
                var aes = engine.keys().describe("alias/aes");
                assertThat(aes.keyId()).isEqualTo(expected("aes"));
                assertThat(aes.description()).isEqualTo("encrypts");
                assertThat(aes.tags()).containsExactly(Map.entry("team", "orders"));
                assertThat(engine.keys().describe("alias/rotated").versions()).hasSize(2);
                assertThat(engine.keys().describe("alias/disabled").keyState())
                        .isEqualTo(KeyState.DISABLED);
                assertThat(engine.keys().describe(expected("leaving")).keyState())
                        .isEqualTo(KeyState.PENDING_DELETION);
                assertThat(engine.keys().describe(expected("waiting")).keyState())
                        .isEqualTo(KeyState.PENDING_IMPORT);
                assertThatThrownBy(() -> engine.keys().describe(expected("gone")))
                        .isInstanceOfSatisfying(
                                KmsException.class,
                                e -> assertThat(e.code()).isEqualTo(KmsErrorCode.KEY_NOT_FOUND));
                assertThat(engine.lookup().trustedCertificate("ca")).isNotNull();
                assertThat(engine.lookup().trustedCertificate("ca-removed")).isNull();
                assertThat(engine.lookup().cmk("aes").metadata().keyId())
                        .isEqualTo(expected("aes"));
            }
        }
    }

    @Test
    void auditGoesOnAndItsOldMacsStay() {
        long records = Long.parseLong(expected("records"));
        try (KmsEngine engine = open()) {
            engine.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256));
            assertThat(engine.audit().verify(records, expected("lastMac")).problem()).isEmpty();
            var all = engine.audit().list(0, 1000);
            assertThat(all).hasSize((int) records + 1);
            assertThat(all.get(0).actor()).isEmpty();
            AuditRecord last = all.get(all.size() - 1);
            assertThat(last.actor().orElseThrow().processId())
                    .isEqualTo(ProcessHandle.current().pid());
            assertThat(last.actor().orElseThrow().user())
                    .isEqualTo(ProcessHandle.current().info().user().orElseThrow());
        }
    }

    @Test
    void oldFileIsKeptAndOpensWithItsKeyFile() throws Exception {
        byte[] tables;
        try (KmsEngine engine = open()) {
            tables = Files.readAllBytes(home.resolve("kms.db.format1"));
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(home.resolve("kms.db.format1"))))
                    .isEqualTo("rw-------");
            engine.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256));
        }
        open().close();
        assertThat(Files.readAllBytes(home.resolve("kms.db.format1"))).isEqualTo(tables);
        Path other = Files.createDirectory(home.resolve("other"));
        Files.move(home.resolve("kms.db.format1"), other.resolve("kms.db"));
        Files.copy(
                home.resolve("root.key"),
                other.resolve("root.key"),
                StandardCopyOption.COPY_ATTRIBUTES);
        home = other;
        try (KmsEngine engine = open()) {
            assertThat(decrypt(engine, "blob", Map.of("a", "b"))).isEqualTo("golden");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE cmk SET key_state = 'Enabled'",
                "DELETE FROM entry WHERE removed = 1",
                "UPDATE material_task SET place = 'x'",
                "DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)",
                "CREATE TRIGGER t AFTER INSERT ON audit BEGIN DELETE FROM audit; END",
            })
    void storeThatWasTamperedWithIsNotConverted(String edit) throws Exception {
        sql(edit);
        assertThatThrownBy(() -> open().close())
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("changed by something other than the KMS");
        assertThat(home.resolve("kms.db.format1")).doesNotExist();
    }

    private void sql(String statement) throws Exception {
        try (Connection connection =
                        new JDBC()
                                .connect(
                                        "jdbc:sqlite:" + home.resolve("kms.db"), new Properties());
                Statement executed = connection.createStatement()) {
            executed.executeUpdate(statement);
        }
    }
}
