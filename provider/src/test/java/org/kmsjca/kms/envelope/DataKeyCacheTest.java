package org.kmsjca.kms.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.Limits;
import org.kmsjca.kms.engine.KmsEngine;
import org.kmsjca.kms.engine.TestClock;
import org.kmsjca.kms.engine.TestEngine;

/** Envelopes that share data keys: for how long, for whom, and not against the CMK's state. */
class DataKeyCacheTest {
    private static final EncryptionContext ONE = EncryptionContext.of("a", "1");
    private static final EncryptionContext TWO = EncryptionContext.of("a", "2");
    private final TestClock clock = new TestClock();
    @TempDir private Path home;
    private KmsEngine engine;
    private String keyId;

    private void open(String settings) {
        Configuration configuration =
                Configuration.read(
                        new StringReader("home=" + home + "\nroot=keyfile\n" + settings),
                        "test",
                        home);
        engine = TestEngine.open(configuration, clock);
        keyId = engine.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
    }

    @BeforeEach
    void open() {
        open("datakey.cache.age=10m\ndatakey.cache.messages=3\ndatakey.cache.bytes=1000");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private byte[] encrypt(EncryptionContext context, int length) throws IOException {
        var envelope = new ByteArrayOutputStream();
        engine.envelopes()
                .encrypt(keyId, context, new ByteArrayInputStream(new byte[length]), envelope);
        return envelope.toByteArray();
    }

    private byte[] decrypt(byte[] envelope, EncryptionContext context) throws IOException {
        var plaintext = new ByteArrayOutputStream();
        engine.envelopes().decrypt(context, new ByteArrayInputStream(envelope), plaintext);
        return plaintext.toByteArray();
    }

    /** The EDK, which is the same exactly where the data key is. */
    private byte[] edk(EncryptionContext context, int length) throws IOException {
        return Arrays.copyOfRange(encrypt(context, length), 8, EnvelopeHeader.LENGTH);
    }

    @Test
    void messagesShareAKeyUntilTheirNumberIsReached() throws IOException {
        byte[] first = edk(ONE, 1);
        assertThat(edk(ONE, 1)).isEqualTo(first);
        assertThat(edk(ONE, 1)).isEqualTo(first);
        assertThat(edk(ONE, 1)).isNotEqualTo(first);
        assertThat(engine.operations().getDataKeyCacheHits()).isEqualTo(2);
        assertThat(engine.operations().getDataKeyCacheMisses()).isEqualTo(2);
    }

    @Test
    void messagesOfOneKeyAreEncryptedDifferently() throws IOException {
        byte[] first = encrypt(ONE, 50);
        byte[] second = encrypt(ONE, 50);
        int header = EnvelopeHeader.LENGTH;
        assertThat(Arrays.copyOf(second, header)).isEqualTo(Arrays.copyOf(first, header));
        assertThat(Arrays.copyOfRange(second, header + 40, second.length))
                .isNotEqualTo(Arrays.copyOfRange(first, header + 40, first.length));
    }

    @Test
    void keyThatEncryptedEnoughBytesIsReplaced() throws IOException {
        byte[] first = edk(ONE, 999);
        assertThat(edk(ONE, 1)).isEqualTo(first);
        assertThat(edk(ONE, 1)).isNotEqualTo(first);
    }

    @Test
    void messagesThatAreLeftCountAsFarAsTheyCame() throws Exception {
        byte[] first = edk(ONE, 1);
        Cmk cmk = engine.lookup().byKeyId(keyId);
        EnvelopeOperation left = engine.envelopes().encryptor(cmk, ONE);
        byte[] output = new byte[2 * EnvelopeHeader.SEGMENT_SIZE];
        left.update(new byte[1000], 0, 1000, output, 0);
        assertThat(edk(ONE, 1)).isNotEqualTo(first);
    }

    @Test
    void oldKeyIsReplaced() throws IOException {
        byte[] first = edk(ONE, 1);
        clock.advance(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(edk(ONE, 1)).isEqualTo(first);
        clock.advance(Duration.ofSeconds(1));
        assertThat(edk(ONE, 1)).isNotEqualTo(first);
    }

    @Test
    void contextsAndVersionsDoNotShare() throws IOException {
        byte[] first = edk(ONE, 1);
        assertThat(edk(TWO, 1)).isNotEqualTo(first);
        clock.advance(Duration.ofDays(8));
        engine.creations().createVersion(keyId);
        byte[] newVersion = edk(ONE, 1);
        assertThat(Arrays.copyOf(newVersion, 36)).isNotEqualTo(Arrays.copyOf(first, 36));
    }

    @Test
    void decryptedKeyIsKeptForItsContext() throws IOException {
        byte[] envelope = encrypt(ONE, 5);
        long before = engine.operations().getDataKeyCacheHits();
        assertThat(decrypt(envelope, ONE)).isEqualTo(new byte[5]);
        assertThat(engine.operations().getDataKeyCacheHits()).isEqualTo(before);
        assertThat(decrypt(envelope, ONE)).isEqualTo(new byte[5]);
        assertThat(engine.operations().getDataKeyCacheHits()).isEqualTo(before + 1);
        assertThatThrownBy(() -> decrypt(envelope, TWO)).isInstanceOf(KmsException.class);
    }

    @Test
    void disabledCmkIsRefusedAlthoughItsDataKeysAreKept() throws IOException {
        byte[] envelope = encrypt(ONE, 5);
        decrypt(envelope, ONE);
        engine.keys().disable(keyId);
        assertThatThrownBy(() -> encrypt(ONE, 5))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.DISABLED));
        assertThatThrownBy(() -> decrypt(envelope, ONE))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.DISABLED));
    }

    @Test
    void withoutAgeEachMessageHasItsKey() throws IOException {
        engine.close();
        open("");
        assertThat(edk(ONE, 1)).isNotEqualTo(edk(ONE, 1));
        assertThat(engine.operations().getDataKeyCacheMisses()).isZero();
    }

    @Test
    void noMoreThanTheLimitAreKept() throws IOException {
        byte[] first = edk(EncryptionContext.of("n", "first"), 1);
        for (int i = 0; i < Limits.MAXIMUM_CACHED_DATA_KEYS; i++) {
            edk(EncryptionContext.of("n", "" + i), 1);
        }
        assertThat(edk(EncryptionContext.of("n", "first"), 1)).isNotEqualTo(first);
    }
}
