package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.PageRequest;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.KeyStoreChange;

class QuotaTest {
    private static final CmkSpec AES = CmkSpec.of(KeySpec.ALIYUN_AES_256);

    private final TestClock clock = new TestClock();
    @TempDir private Path home;

    private KmsEngine open(String settings) {
        return EngineFactory.open(
                Configuration.read(
                        new StringReader("home=" + home + "\n" + settings), "test", home),
                clock,
                null);
    }

    private static void exceeds(ThrowingCallable call, String setting) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.LIMIT_EXCEEDED))
                .hasMessageContaining(setting);
    }

    private static int keys(KmsEngine engine) {
        return engine.keys().list(KeyFilter.ALL, PageRequest.FIRST).totalCount();
    }

    @Test
    void thereIsNoQuotaUnlessASettingSaysSo() {
        try (KmsEngine engine = open("")) {
            for (int i = 0; i < 210; i++) {
                engine.creations().createKey(AES);
            }
            assertThat(keys(engine)).isEqualTo(210);
        }
    }

    @Test
    void keysBeyondTheQuotaAreRefused() throws Exception {
        try (KmsEngine engine = open("quota.keys=2")) {
            String first = engine.creations().createKey(AES).keyId();
            engine.creations().createKey(AES);
            exceeds(() -> engine.creations().createKey(AES), "quota.keys is 2");
            var pair = KeyPairGenerator.getInstance("EC", "SunEC").generateKeyPair();
            var imported = engine.keyCreation().importKey(pair.getPrivate());
            exceeds(
                    () ->
                            engine.creations()
                                    .commit(
                                            List.of(
                                                    new KeyStoreChange.SetKey(
                                                            "web",
                                                            imported,
                                                            KeyUsage.SIGN_VERIFY,
                                                            List.of()))),
                    "quota.keys is 2");
            engine.keys().updateDescription(first, "what is there can be changed");
            assertThat(keys(engine)).isEqualTo(2);
        }
        try (KmsEngine engine = open("quota.keys=1")) {
            assertThat(keys(engine)).isEqualTo(2);
            exceeds(() -> engine.creations().createKey(AES), "quota.keys is 1");
        }
    }

    @Test
    void aliasesBeyondTheQuotaAreRefused() {
        try (KmsEngine engine = open("quota.aliases=2")) {
            String key = engine.creations().createKey(AES).keyId();
            String other = engine.creations().createKey(AES).keyId();
            engine.aliases().create("a", key);
            engine.aliases().create("b", key);
            exceeds(() -> engine.aliases().create("c", key), "quota.aliases is 2");
            exceeds(
                    () ->
                            engine.creations()
                                    .createKey(
                                            CmkSpec.builder(KeySpec.ALIYUN_AES_256)
                                                    .alias("c")
                                                    .build()),
                    "quota.aliases is 2");
            engine.aliases().update("a", other);
            engine.aliases().delete("b");
            engine.aliases().create("c", key);
        }
    }

    @Test
    void versionsBeyondTheQuotaAreRefused() {
        try (KmsEngine engine = open("quota.versions=2")) {
            String key = engine.creations().createKey(AES).keyId();
            clock.advance(java.time.Duration.ofDays(8));
            engine.creations().createVersion(key);
            clock.advance(java.time.Duration.ofDays(8));
            exceeds(() -> engine.creations().createVersion(key), "quota.versions is 2");
            assertThat(engine.keys().describe(key).versions()).hasSize(2);
        }
    }
}
