package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.testing.PostgresServer;

/** Two machines, each with a home of its own, and one store in PostgreSQL. */
@Tag("once")
@Timeout(120)
class TwoHostsTest {
    private static final byte[] TEXT = {1, 2, 3};

    @TempDir private Path directory;
    private final List<KmsEngine> engines = new ArrayList<>();
    private String schema;

    @BeforeEach
    void makePassphrase() throws Exception {
        Files.writeString(directory.resolve("passphrase"), "of both hosts");
        schema = "hosts_" + Integer.toHexString(directory.toString().hashCode());
    }

    @AfterEach
    void close() {
        engines.forEach(KmsEngine::close);
    }

    private Configuration configuration(String home, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("home", directory.resolve(home).toString());
        settings.put("store", PostgresServer.shared().url());
        settings.put("store.schema", schema);
        settings.put("root", "passphrase");
        settings.put("root.passphrase", "file:" + directory.resolve("passphrase"));
        settings.putAll(more);
        return Configuration.of(settings, "host " + home);
    }

    private KmsEngine host(String home, Clock clock, Map<String, String> more) {
        KmsEngine engine = TestEngine.open(configuration(home, more), clock);
        engines.add(engine);
        return engine;
    }

    private KmsEngine host(String home) {
        return host(home, Clock.systemUTC(), Map.of());
    }

    private static byte[] encrypt(KmsEngine engine, String keyId) {
        return engine.encryption()
                .encrypt(KmsCall.ENCRYPT, keyId, TEXT, EncryptionContext.empty())
                .toByteArray();
    }

    @Test
    void whatOneMakesTheOtherUsesUntilItIsDisabled() {
        KmsEngine one = host("one");
        KmsEngine other = host("other");
        String key = one.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
        one.aliases().create("alias/shared", key);
        Instant begin = Instant.now();
        while (other.lookup().cmk("shared") == null) {
            assertThat(begin.plusSeconds(30)).isAfter(Instant.now());
        }
        assertThat(encrypt(other, "alias/shared")).isNotEmpty();

        one.keys().disable(key);
        assertThatThrownBy(
                        () -> {
                            while (begin.plusSeconds(60).isAfter(Instant.now())) {
                                encrypt(other, key);
                            }
                        })
                .isInstanceOf(KmsException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("Disabled");
    }

    @Test
    void machineThatOnlyUsesKeysRemembersWhatOthersCommitted() throws Exception {
        KmsEngine one = host("one");
        KmsEngine other = host("other", Clock.systemUTC(), Map.of("store.staleness", "0"));
        String key = one.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
        one.keys().disable(key);
        assertThatThrownBy(() -> encrypt(other, key)).hasMessageContaining("Disabled");
        assertThat(Files.readString(directory.resolve("other/postgresql.revision")))
                .contains(" " + one.store().revision().number() + " ");
    }

    @Test
    void withoutStalenessEachOperationIsOfTheNewest() {
        KmsEngine one = host("one");
        KmsEngine other = host("other", Clock.systemUTC(), Map.of("store.staleness", "0"));
        for (int i = 0; i < 20; i++) {
            String key = one.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
            assertThat(encrypt(other, key)).isNotEmpty();
            one.keys().disable(key);
            assertThatThrownBy(() -> encrypt(other, key)).hasMessageContaining("Disabled");
        }
    }

    @Test
    void machineWhoseClockIsAheadDestroysNothing() {
        KmsEngine one = host("one");
        String key = one.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
        one.keys().scheduleDeletion(key, 7);
        KmsEngine ahead =
                host("other", Clock.offset(Clock.systemUTC(), Duration.ofDays(30)), Map.of());
        assertThat(ahead.keys().describe(key).keyState()).isEqualTo(KeyState.PENDING_DELETION);
        ahead.lookup().catchUp();
        assertThat(one.keys().describe(key).keyState()).isEqualTo(KeyState.PENDING_DELETION);
        assertThat(ahead.scheduledChanges().clockDifference())
                .contains("ahead of", "left to other machines");
        assertThat(one.scheduledChanges().clockDifference()).isNull();
        String made = ahead.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
        assertThat(ahead.keys().describe(made).creationDate())
                .isBefore(Instant.now().plus(Duration.ofHours(1)));
    }

    @Test
    void keyFileOfTheFirstMachineIsToBeCopied() throws Exception {
        Map<String, String> keyFile = Map.of("root", "keyfile");
        KmsEngine one = host("one", Clock.systemUTC(), keyFile);
        String key = one.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
        Path wanted = directory.resolve("other/root.key");
        assertThatThrownBy(() -> host("other", Clock.systemUTC(), keyFile))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("copy it to " + wanted)
                .hasMessageContaining("kms root enroll");
        Files.copy(directory.resolve("one/root.key"), wanted);
        assertThat(encrypt(host("other", Clock.systemUTC(), keyFile), key)).isNotEmpty();
    }

    @Test
    void roleThatOnlyUsesTheStoreCannotDropItAndCanDoTheRest() throws Exception {
        PostgresServer server = PostgresServer.shared();
        String creator = schema + "_creator";
        String user = schema + "_user";
        server.sql(
                "CREATE ROLE " + creator + " LOGIN",
                "CREATE ROLE " + user + " LOGIN",
                "GRANT CREATE ON DATABASE postgres TO " + creator);
        String url = server.url().substring(0, server.url().indexOf('?'));
        Map<String, String> asCreator = Map.of("store", url, "store.user", creator);
        Map<String, String> asUser = Map.of("store", url, "store.user", user);
        assertThatThrownBy(() -> host("one", Clock.systemUTC(), asUser))
                .hasMessageContaining("lacks a right")
                .hasMessageContaining("GRANT");
        host("one", Clock.systemUTC(), asCreator);
        server.sql(
                "GRANT USAGE ON SCHEMA " + schema + " TO " + user,
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "
                        + schema
                        + " TO "
                        + user);
        KmsEngine used = host("other", Clock.systemUTC(), asUser);
        String key = used.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
        assertThat(encrypt(used, key)).isNotEmpty();
        used.keys().scheduleDeletion(key, 7);
        assertThat(used.store().check()).isEmpty();
        assertThat(used.store().surroundings().advice())
                .anyMatch(advice -> advice.contains("sslmode"))
                .noneMatch(advice -> advice.contains("owns the tables"));
        assertThatThrownBy(
                        () ->
                                PostgresServer.sqlAs(
                                        url + "?user=" + user, "DROP TABLE " + schema + ".cmk"))
                .isInstanceOf(SQLException.class);

        server.sql("REVOKE UPDATE ON ALL TABLES IN SCHEMA " + schema + " FROM " + user);
        assertThatThrownBy(() -> used.keys().cancelDeletion(key))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.INTERNAL_FAILURE))
                .hasMessageContaining("lacks a right");
        server.sql("GRANT UPDATE ON ALL TABLES IN SCHEMA " + schema + " TO " + user);
        used.keys().cancelDeletion(key);
        assertThat(encrypt(used, key)).isNotEmpty();
    }
}
