package org.kmsjca.kms;

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
        return engine.listKeys(KeyFilter.ALL, PageRequest.FIRST).totalCount();
    }

    @Test
    void thereIsNoQuotaUnlessASettingSaysSo() {
        try (KmsEngine engine = open("")) {
            for (int i = 0; i < 210; i++) {
                engine.createKey(AES);
            }
            assertThat(keys(engine)).isEqualTo(210);
        }
    }

    @Test
    void keysBeyondTheQuotaAreRefused() throws Exception {
        try (KmsEngine engine = open("quota.keys=2")) {
            String first = engine.createKey(AES).keyId();
            engine.createKey(AES);
            exceeds(() -> engine.createKey(AES), "quota.keys is 2");
            var pair = KeyPairGenerator.getInstance("EC", "SunEC").generateKeyPair();
            var imported = engine.importTransient(pair.getPrivate());
            exceeds(
                    () ->
                            engine.commit(
                                    List.of(
                                            new KeyStoreChange.SetKey(
                                                    "web",
                                                    imported,
                                                    KeyUsage.SIGN_VERIFY,
                                                    List.of()))),
                    "quota.keys is 2");
            engine.updateKeyDescription(first, "what is there can be changed");
            assertThat(keys(engine)).isEqualTo(2);
        }
        try (KmsEngine engine = open("quota.keys=1")) {
            assertThat(keys(engine)).isEqualTo(2);
            exceeds(() -> engine.createKey(AES), "quota.keys is 1");
        }
    }

    @Test
    void aliasesBeyondTheQuotaAreRefused() {
        try (KmsEngine engine = open("quota.aliases=2")) {
            String key = engine.createKey(AES).keyId();
            String other = engine.createKey(AES).keyId();
            engine.createAlias("a", key);
            engine.createAlias("b", key);
            exceeds(() -> engine.createAlias("c", key), "quota.aliases is 2");
            exceeds(
                    () ->
                            engine.createKey(
                                    CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias("c").build()),
                    "quota.aliases is 2");
            engine.updateAlias("a", other);
            engine.deleteAlias("b");
            engine.createAlias("c", key);
        }
    }

    @Test
    void versionsBeyondTheQuotaAreRefused() {
        try (KmsEngine engine = open("quota.versions=2")) {
            String key = engine.createKey(AES).keyId();
            clock.advance(java.time.Duration.ofDays(8));
            engine.createKeyVersion(key);
            clock.advance(java.time.Duration.ofDays(8));
            exceeds(() -> engine.createKeyVersion(key), "quota.versions is 2");
            assertThat(engine.describeKey(key).versions()).hasSize(2);
        }
    }
}
