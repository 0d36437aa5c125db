package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.StringReader;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.AuditRecord;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.KeyStoreChange;

class EngineAuditTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");

    @TempDir private Path home;
    private KmsEngine engine;

    @BeforeEach
    void open() {
        engine = opened(NOW);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** Opened at that time for the second time, an hour after the first, so that it is believed. */
    private KmsEngine lookedAndOpened(Instant now) {
        opened(now.minus(Duration.ofHours(1))).close();
        return opened(now);
    }

    private KmsEngine opened(Instant time, String... settings) {
        String text =
                Stream.concat(Stream.of("home=" + home), Stream.of(settings))
                        .collect(Collectors.joining("\n"));
        return EngineFactory.open(
                Configuration.read(new StringReader(text), "test", home),
                Clock.fixed(time, ZoneOffset.UTC),
                null);
    }

    private String create(String alias) {
        return engine.creations()
                .createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias(alias).build())
                .keyId();
    }

    private List<AuditRecord> records() {
        assertThat(engine.audit().verify().problem()).isEmpty();
        return engine.audit().list(0, 1000);
    }

    /** Call, key id, alias and outcome of each record, of which the first few are left out. */
    private List<String> linesAfter(int first) {
        return records().stream()
                .skip(first)
                .map(
                        record ->
                                String.join(
                                        " ",
                                        record.call(),
                                        record.keyId().orElse("-"),
                                        record.alias().orElse("-"),
                                        record.outcome()))
                .toList();
    }

    private static void refused(ThrowingCallable call) {
        assertThat(catchThrowable(call)).isInstanceOf(KmsException.class);
    }

    @Test
    void everyAdministrativeCallIsRecorded() {
        String key = create("a");
        engine.keys().updateDescription(key, "text");
        engine.keys().disable(key);
        engine.keys().enable(key);
        engine.keys().enableDeletionProtection(key, "no");
        engine.keys().disableDeletionProtection(key);
        engine.aliases().create("alias/b", key);
        engine.aliases().update("b", key);
        engine.aliases().delete("b");
        engine.keys().scheduleDeletion(key, 7);
        engine.keys().cancelDeletion(key);

        assertThat(linesAfter(0))
                .containsExactly(
                        "CreateKey " + key + " a OK",
                        "UpdateKeyDescription " + key + " - OK",
                        "DisableKey " + key + " - OK",
                        "EnableKey " + key + " - OK",
                        "SetDeletionProtection " + key + " - OK",
                        "SetDeletionProtection " + key + " - OK",
                        "CreateAlias " + key + " b OK",
                        "UpdateAlias " + key + " b OK",
                        "DeleteAlias " + key + " b OK",
                        "ScheduleKeyDeletion " + key + " - OK",
                        "CancelKeyDeletion " + key + " - OK");
        assertThat(records())
                .allSatisfy(record -> assertThat(record.time()).isEqualTo(NOW))
                .allSatisfy(record -> assertThat(record.caller()).isEqualTo("user"));
    }

    @Test
    void refusedCallsAreRecordedWithTheirCode() {
        String key = create("a");
        engine.keys().scheduleDeletion(key, 7);

        refused(() -> create("a"));
        refused(() -> create("acs/oss"));
        refused(
                () ->
                        engine.creations()
                                .createKey(
                                        CmkSpec.builder(KeySpec.RSA_2048)
                                                .protectionLevel(ProtectionLevel.HSM)
                                                .build()));
        refused(() -> engine.keys().disable(key));
        refused(() -> engine.keys().disable("alias/a"));
        refused(() -> engine.keys().disable("nobody"));
        refused(() -> engine.keys().scheduleDeletion(key, 1));
        refused(() -> engine.keys().updateDescription(key, "x".repeat(9000)));
        refused(() -> engine.aliases().create("b", key));
        refused(() -> engine.aliases().create("no good name", key));
        refused(() -> engine.aliases().update("c", key));
        refused(() -> engine.aliases().delete("c"));

        assertThat(linesAfter(2))
                .containsExactly(
                        "CreateKey - a AliasAlreadyExists",
                        "CreateKey - acs/oss InvalidParameter",
                        "CreateKey - - Unsupported.ProtectionLevel",
                        "DisableKey " + key + " - Rejected.StateModifiedFailed",
                        "DisableKey alias/a - Unsupported.Alias",
                        "DisableKey nobody - Forbidden.KeyNotFound",
                        "ScheduleKeyDeletion " + key + " - InvalidParameter",
                        "UpdateKeyDescription " + key + " - InvalidParameter",
                        "CreateAlias " + key + " b Rejected.StateModifiedFailed",
                        "CreateAlias " + key + " no good name InvalidParameter",
                        "UpdateAlias " + key + " c Forbidden.AliasNotFound",
                        "DeleteAlias - c Forbidden.AliasNotFound");
    }

    @Test
    void namesOfRefusedCallsAreCut() {
        refused(() -> engine.keys().disable("x".repeat(100_000)));
        assertThat(records().get(0).keyId().orElseThrow()).hasSize(300);
    }

    @Test
    void whatAKeyStoreChangesIsRecordedCallByCall() throws Exception {
        var pair = KeyPairGenerator.getInstance("RSA", "SunRsaSign").generateKeyPair();
        var key = engine.keyCreation().importKey(pair.getPrivate());
        byte[] certificate = {1, 2, 3};
        engine.creations()
                .commit(
                        List.of(
                                new KeyStoreChange.SetKey(
                                        "web", key, KeyUsage.SIGN_VERIFY, List.of(certificate)),
                                new KeyStoreChange.SetCertificate("ca", certificate)));
        engine.creations()
                .commit(List.of(new KeyStoreChange.Delete("ca"), new KeyStoreChange.Delete("web")));

        assertThat(linesAfter(0))
                .containsExactly(
                        "CreateKey " + key.keyId() + " - OK",
                        "SetCertificateChain " + key.keyId() + " - OK",
                        "CreateAlias " + key.keyId() + " web OK",
                        "SetTrustedCertificate - ca OK",
                        "DeleteTrustedCertificate - ca OK",
                        "DeleteAlias " + key.keyId() + " web OK",
                        "ScheduleKeyDeletion " + key.keyId() + " - OK");
    }

    @Test
    void whatAKeyStoreIsRefusedIsOneRecord() {
        String key = create("guarded");
        engine.keys().enableDeletionProtection(key, "");
        refused(() -> engine.creations().commit(List.of(new KeyStoreChange.Delete("guarded"))));
        assertThat(linesAfter(2))
                .containsExactly("ScheduleKeyDeletion " + key + " - UnsupportedOperation");
        assertThat(engine.keys().describe("alias/guarded").keyId()).isEqualTo(key);
    }

    @Test
    void endOfAKeyIsRecordedAsTheKmssOwnDoing() {
        String key = create("a");
        engine.keys().scheduleDeletion(key, 7);
        engine.close();
        engine = lookedAndOpened(NOW.plus(Duration.ofDays(7)));
        refused(() -> engine.keys().describe(key));

        AuditRecord last = records().get(2);
        assertThat(last.call()).isEqualTo("DestroyKey");
        assertThat(last.caller()).isEqualTo("kms");
        assertThat(last.keyId()).contains(key);
    }

    @Test
    void newVersionsAreRecordedAutomaticOnesAsTheKmssOwnDoing() {
        String key = create("a");
        refused(() -> engine.creations().createVersion(key)); // too soon
        refused(() -> engine.keys().updateRotationPolicy(key, Duration.ofDays(1)));
        engine.keys().updateRotationPolicy(key, Duration.ofDays(7));
        engine.close();
        engine = lookedAndOpened(NOW.plus(Duration.ofDays(7)));
        engine.keys().describe(key);
        engine.close();
        engine = opened(NOW.plus(Duration.ofDays(14)).minusSeconds(1));
        refused(() -> engine.creations().createVersion(key));
        engine.keys().updateRotationPolicy(key, null);
        engine.close();
        engine = opened(NOW.plus(Duration.ofDays(15)));
        engine.creations().createVersion(key);

        assertThat(linesAfter(1))
                .containsExactly(
                        "CreateKeyVersion " + key + " - Rejected.UnsupportedOperation",
                        "UpdateRotationPolicy " + key + " - InvalidParameter",
                        "UpdateRotationPolicy " + key + " - OK",
                        "RotateKey " + key + " - OK",
                        "CreateKeyVersion " + key + " - Rejected.UnsupportedOperation",
                        "UpdateRotationPolicy " + key + " - OK",
                        "CreateKeyVersion " + key + " - OK");
        assertThat(records().get(4).caller()).isEqualTo("kms");
    }

    @Test
    void callerOfTheConfigurationIsNamed() {
        engine.close();
        engine = opened(NOW, "caller=service/OSS");
        String key = engine.keys().describe("alias/acs/oss").keyId();
        refused(() -> create("a"));

        assertThat(linesAfter(0))
                .containsExactly(
                        "CreateKey " + key + " acs/oss OK", "CreateKey - a Forbidden.NoPermission");
        assertThat(records()).extracting(AuditRecord::caller).containsOnly("service/OSS");
    }

    @Test
    void importOfMaterialIsRecorded() {
        String key =
                engine.creations()
                        .createKey(
                                CmkSpec.builder(KeySpec.ALIYUN_AES_256)
                                        .origin(Origin.EXTERNAL)
                                        .build())
                        .keyId();
        engine.imports().parameters(key, KeySpec.RSA_2048, WrappingAlgorithm.RSAES_OAEP_SHA_256);
        refused(() -> engine.imports().importMaterial(key, new byte[256], new byte[10], null));
        refused(() -> engine.imports().deleteMaterial("nobody"));

        assertThat(linesAfter(1))
                .containsExactly(
                        "GetParametersForImport " + key + " - OK",
                        "ImportKeyMaterial " + key + " - InvalidImportToken",
                        "DeleteKeyMaterial nobody - Forbidden.KeyNotFound");
    }

    @Test
    void auditOutlivesTheEngine() {
        String key = create("a");
        engine.close();
        engine = opened(NOW);
        engine.keys().disable(key);
        assertThat(linesAfter(0))
                .containsExactly("CreateKey " + key + " a OK", "DisableKey " + key + " - OK");
    }
}
