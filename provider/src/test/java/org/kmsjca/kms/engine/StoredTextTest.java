package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.AuditRecord;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;

/** Text that a store would not give back as it was is refused, and recorded without harm. */
class StoredTextTest {
    private final TestClock clock = new TestClock();
    @TempDir private Path home;
    private KmsEngine engine;

    @BeforeEach
    void open() {
        engine = EngineFactory.open(Configuration.defaults(home), clock, null);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void reopen() {
        engine.close();
        open();
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.INVALID_PARAMETER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\0", "x\uD83D", "\uDE00x", "\uD83D\uD83D\uDE00"})
    void textThatDoesNotComeBackIsRefused(String text) {
        String key = engine.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_128)).keyId();

        refused(() -> CmkSpec.builder(KeySpec.ALIYUN_AES_128).description(text).build());
        refused(() -> engine.keys().updateDescription(key, text));
        refused(() -> engine.keys().enableDeletionProtection(key, text));
        refused(() -> engine.tags().tag(key, Map.of("k", text)));
        refused(() -> engine.aliases().create("alias/" + text, key));

        reopen();
        assertThat(engine.keys().describe(key).description()).isEmpty();
        assertThat(engine.audit().verify().isIntact()).isTrue();
        assertThat(engine.audit().list(0, 100))
                .extracting(AuditRecord::call)
                .contains("UpdateKeyDescription", "CreateAlias");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D\uDE00", "\u0001\uFFFF", "ключ"})
    void otherTextComesBackAsItWas(String text) {
        String key = engine.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_128)).keyId();
        engine.keys().updateDescription(key, text);
        reopen();
        assertThat(engine.keys().describe(key).description()).isEqualTo(text);
    }
}
