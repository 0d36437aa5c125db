package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.DataKey;
import org.kmsjca.DataKeySpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.SharedKms;

/** Envelope encryption: the Cipher, the calls of Kms, and Tink as an independent peer. */
class EnvelopeTest extends SharedKms {
    private static final String TRANSFORMATION = "CMK/Envelope/NoPadding";
    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "test");
    private static final int SEGMENT = 16 * 1024;
    private static final int TAG = 16;
    private static final int STREAM_HEADER = 40;

    /** KMSE, format, content, length of the EDK, EDK of 36 + 12 + 44 + 16 bytes. */
    private static final int HEADER = 8 + 108;

    /** What the first segment has of the message. */
    private static final int FIRST = SEGMENT - STREAM_HEADER - TAG;

    @Override
    protected void prepare() {
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        kms().create("sm4", KeySpec.ALIYUN_SM4);
        kms().create("other", KeySpec.ALIYUN_AES_256);
        kms().create("rsa", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
    }

    static Stream<Integer> lengths() {
        int full = SEGMENT - TAG;
        return IntStream.of(
                        0,
                        1,
                        100,
                        FIRST - 1,
                        FIRST,
                        FIRST + 1,
                        FIRST + full,
                        FIRST + full + 1,
                        300_000)
                .boxed();
    }

    private static byte[] message(int length) {
        byte[] message = new byte[length];
        new Random(length).nextBytes(message);
        return message;
    }

    private Cipher cipher(int mode, String alias) throws GeneralSecurityException {
        Cipher cipher = kms().cipher(TRANSFORMATION);
        cipher.init(mode, kms().handle(alias), CONTEXT);
        return cipher;
    }

    private byte[] encrypted(byte[] message) throws GeneralSecurityException {
        return cipher(Cipher.ENCRYPT_MODE, "aes").doFinal(message);
    }

    /** The data key of the envelope, by the KMS's Decrypt, which makes no envelopes. */
    private byte[] dataKey(byte[] envelope) {
        byte[] edk = Arrays.copyOfRange(envelope, 8, HEADER);
        return kms().kms().decryptDataKey(edk, CONTEXT).getEncoded();
    }

    private static AesGcmHkdfStreaming tink(byte[] key) throws GeneralSecurityException {
        return new AesGcmHkdfStreaming(key, "HmacSha256", 32, SEGMENT, 0);
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void tinkDecryptsTheContent(int length) throws GeneralSecurityException, IOException {
        byte[] envelope = encrypted(message(length));
        byte[] header = Arrays.copyOf(envelope, HEADER);
        byte[] content = Arrays.copyOfRange(envelope, HEADER, envelope.length);
        byte[] clear =
                tink(dataKey(envelope))
                        .newDecryptingStream(new ByteArrayInputStream(content), header)
                        .readAllBytes();
        assertThat(clear).isEqualTo(message(length));
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void whatTinkEncryptedIsDecrypted(int length) throws GeneralSecurityException, IOException {
        DataKey dataKey =
                kms().kms()
                        .generateDataKey(
                                DataKeySpec.builder("alias/aes")
                                        .encryptionContext(CONTEXT)
                                        .build());
        byte[] edk = dataKey.encrypted().toByteArray();
        byte[] header =
                ByteBuffer.allocate(HEADER)
                        .put("KMSE".getBytes(StandardCharsets.US_ASCII))
                        .put((byte) 1)
                        .put((byte) 1)
                        .putShort((short) 108)
                        .put(edk)
                        .array();
        var envelope = new ByteArrayOutputStream();
        envelope.write(header);
        try (OutputStream content =
                tink(dataKey.getEncoded()).newEncryptingStream(envelope, header)) {
            content.write(message(length));
        }
        assertThat(cipher(Cipher.DECRYPT_MODE, "aes").doFinal(envelope.toByteArray()))
                .isEqualTo(message(length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes", "sm4"})
    void anyPiecesGiveTheMessage(String alias) throws GeneralSecurityException, IOException {
        byte[] message = message(200_000);
        Random pieces = new Random(1);
        for (int largest : new int[] {100, 5_000, 150_000}) {
            byte[] envelope =
                    inPieces(cipher(Cipher.ENCRYPT_MODE, alias), message, pieces, largest);
            assertThat(envelope).startsWith("KMSE".getBytes(StandardCharsets.US_ASCII));
            Cipher decryptor = cipher(Cipher.DECRYPT_MODE, alias);
            assertThat(inPieces(decryptor, envelope, pieces, largest)).isEqualTo(message);
        }
    }

    private static byte[] inPieces(Cipher cipher, byte[] input, Random random, int largest)
            throws GeneralSecurityException, IOException {
        var output = new ByteArrayOutputStream();
        for (int done = 0; done < input.length; ) {
            int length = Math.min(input.length - done, random.nextInt(largest));
            byte[] more = cipher.update(input, done, length);
            if (more != null) {
                output.write(more);
            }
            done += length;
        }
        output.write(cipher.doFinal());
        return output.toByteArray();
    }

    @Test
    void streamsAndBuffersGiveTheMessage() throws GeneralSecurityException, IOException {
        byte[] message = message(150_000);
        var envelope = new ByteArrayOutputStream();
        try (OutputStream encrypting =
                new CipherOutputStream(envelope, cipher(Cipher.ENCRYPT_MODE, "aes"))) {
            encrypting.write(message);
        }
        var decrypting =
                new CipherInputStream(
                        new ByteArrayInputStream(envelope.toByteArray()),
                        cipher(Cipher.DECRYPT_MODE, "aes"));
        assertThat(decrypting.readAllBytes()).isEqualTo(message);

        Cipher decryptor = cipher(Cipher.DECRYPT_MODE, "aes");
        ByteBuffer input = ByteBuffer.allocateDirect(envelope.size());
        input.put(envelope.toByteArray()).flip();
        ByteBuffer output = ByteBuffer.allocateDirect(decryptor.getOutputSize(envelope.size()));
        ByteBuffer head = input.duplicate().limit(100_000);
        decryptor.update(head, output);
        decryptor.doFinal(input.position(100_000), output);
        byte[] clear = new byte[output.flip().remaining()];
        output.get(clear);
        assertThat(clear).isEqualTo(message);
    }

    @Test
    void kmsAndCipherReadEachOther() throws GeneralSecurityException, IOException {
        byte[] message = message(100_000);
        var envelope = new ByteArrayOutputStream();
        kms().kms()
                .encryptEnvelope("alias/aes", CONTEXT, new ByteArrayInputStream(message), envelope);
        assertThat(cipher(Cipher.DECRYPT_MODE, "aes").doFinal(envelope.toByteArray()))
                .isEqualTo(message);
        var clear = new ByteArrayOutputStream();
        kms().kms().decryptEnvelope(CONTEXT, new ByteArrayInputStream(encrypted(message)), clear);
        assertThat(clear.toByteArray()).isEqualTo(message);
    }

    @Test
    void eachMessageHasItsOwnDataKey() throws GeneralSecurityException {
        Cipher cipher = cipher(Cipher.ENCRYPT_MODE, "aes");
        byte[] first = cipher.doFinal(message(10));
        byte[] second = cipher.doFinal(message(10));
        assertThat(dataKey(first)).isNotEqualTo(dataKey(second));
        Cipher decryptor = cipher(Cipher.DECRYPT_MODE, "aes");
        assertThat(decryptor.doFinal(first)).isEqualTo(message(10));
        assertThat(decryptor.doFinal(second)).isEqualTo(message(10));
    }

    /** Every byte of a short envelope, and both ends of every segment of a longer one. */
    @Test
    void noChangedByteGoesUnnoticed() throws GeneralSecurityException {
        byte[] small = encrypted(message(20));
        for (int i = 0; i < small.length; i++) {
            assertRefused(flipped(small, i), message(20));
        }
        byte[] large = encrypted(message(3 * SEGMENT));
        for (int segment = 1; segment * SEGMENT < large.length - HEADER; segment++) {
            assertRefused(flipped(large, HEADER + segment * SEGMENT), message(3 * SEGMENT));
            assertRefused(flipped(large, HEADER + segment * SEGMENT - 1), message(3 * SEGMENT));
        }
    }

    private static byte[] flipped(byte[] bytes, int index) {
        byte[] changed = bytes.clone();
        changed[index] ^= 1;
        return changed;
    }

    @Test
    void truncationReorderingAndAppendingAreDetected() throws GeneralSecurityException {
        byte[] message = message(3 * SEGMENT);
        byte[] envelope = encrypted(message);
        int first = HEADER + SEGMENT;
        for (int length :
                new int[] {
                    0,
                    7,
                    HEADER,
                    HEADER + STREAM_HEADER,
                    first - 1,
                    first,
                    first + 1,
                    first + SEGMENT,
                    envelope.length - 1
                }) {
            assertRefused(Arrays.copyOf(envelope, length), message);
        }
        assertRefused(Arrays.copyOf(envelope, envelope.length + 1), message);
        byte[] twice = Arrays.copyOf(envelope, envelope.length + SEGMENT);
        System.arraycopy(envelope, first, twice, envelope.length, SEGMENT);
        assertRefused(twice, message);
        byte[] swapped = envelope.clone();
        System.arraycopy(envelope, first, swapped, first + SEGMENT, SEGMENT);
        System.arraycopy(envelope, first + SEGMENT, swapped, first, SEGMENT);
        assertRefused(swapped, message);
    }

    /** By Cipher in one call and in many, and by Kms: nothing that is not authentic comes out. */
    private void assertRefused(byte[] envelope, byte[] message) throws GeneralSecurityException {
        Cipher cipher = cipher(Cipher.DECRYPT_MODE, "aes");
        assertThatThrownBy(() -> cipher.doFinal(envelope)).isInstanceOf(AEADBadTagException.class);
        var released = new ByteArrayOutputStream();
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < envelope.length; i += 10_000) {
                                int length = Math.min(10_000, envelope.length - i);
                                released.writeBytes(cipher.update(envelope, i, length));
                            }
                            cipher.doFinal();
                        })
                .isInstanceOf(AEADBadTagException.class);
        assertThat(released.toByteArray()).isEqualTo(Arrays.copyOf(message, released.size()));
        var written = new ByteArrayOutputStream();
        assertThatThrownBy(
                        () ->
                                kms().kms()
                                        .decryptEnvelope(
                                                CONTEXT,
                                                new ByteArrayInputStream(envelope),
                                                written))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e ->
                                assertThat(e.code())
                                        .isIn(
                                                KmsErrorCode.INVALID_PARAMETER,
                                                KmsErrorCode.KEY_NOT_FOUND));
        assertThat(written.toByteArray()).isEqualTo(Arrays.copyOf(message, written.size()));
    }

    @Test
    void whatCannotBeAnnouncedIsWiped() throws GeneralSecurityException {
        byte[] envelope = encrypted(message(300_000));
        envelope[HEADER + 3 * SEGMENT] ^= 1;
        byte[] output = new byte[400_000];
        Cipher updated = cipher(Cipher.DECRYPT_MODE, "aes");
        assertThat(updated.update(envelope, 0, envelope.length, output, 7)).isZero();
        assertThat(output).containsOnly(0);
        Cipher finished = cipher(Cipher.DECRYPT_MODE, "aes");
        assertThatThrownBy(() -> finished.doFinal(envelope, 0, envelope.length, output, 7))
                .isInstanceOf(AEADBadTagException.class);
        assertThat(output).containsOnly(0);
    }

    @Test
    void anotherKeyAndAnotherContextAreRefused() throws GeneralSecurityException {
        byte[] envelope = encrypted(message(10));
        assertThatThrownBy(() -> cipher(Cipher.DECRYPT_MODE, "other").doFinal(envelope))
                .isInstanceOf(AEADBadTagException.class)
                .hasCauseInstanceOf(KmsException.class);
        Cipher cipher = kms().cipher(TRANSFORMATION);
        cipher.init(Cipher.DECRYPT_MODE, kms().handle("aes"));
        assertThatThrownBy(() -> cipher.doFinal(envelope))
                .isInstanceOf(AEADBadTagException.class)
                .hasMessageContaining("EncryptionContext");
    }

    @Test
    void theEndOfAnotherEnvelopeDoesNotFit() throws GeneralSecurityException {
        byte[] one = encrypted(message(2 * SEGMENT));
        byte[] other = encrypted(message(2 * SEGMENT));
        System.arraycopy(other, HEADER + SEGMENT, one, HEADER + SEGMENT, SEGMENT);
        assertRefused(one, message(2 * SEGMENT));
        byte[] withAnotherEdk = encrypted(message(10));
        System.arraycopy(other, 0, withAnotherEdk, 0, HEADER);
        assertRefused(withAnotherEdk, message(10));
    }

    @Test
    void disabledCmkStopsANewMessageOfAnInitialisedCipher() throws GeneralSecurityException {
        kms().create("closing", KeySpec.ALIYUN_AES_256);
        String keyId = kms().kms().describeKey("alias/closing").keyId();
        Cipher encryptor = cipher(Cipher.ENCRYPT_MODE, "closing");
        byte[] envelope = encryptor.doFinal(message(10));
        Cipher decryptor = cipher(Cipher.DECRYPT_MODE, "closing");
        kms().kms().disableKey(keyId);
        for (Cipher cipher : new Cipher[] {encryptor, decryptor}) {
            assertThatThrownBy(() -> cipher.doFinal(envelope))
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            e -> assertThat(e.code()).isEqualTo(KmsErrorCode.DISABLED));
        }
        assertThatThrownBy(() -> cipher(Cipher.ENCRYPT_MODE, "closing"))
                .isInstanceOf(InvalidKeyException.class);
        kms().kms().enableKey(keyId);
        assertThat(decryptor.doFinal(envelope)).isEqualTo(message(10));
    }

    @Test
    void initialisationRefusesWhatDoesNotFit() throws GeneralSecurityException {
        Cipher cipher = kms().cipher(TRANSFORMATION);
        assertThatThrownBy(() -> cipher.init(Cipher.WRAP_MODE, kms().handle("aes")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Cipher CMK");
        assertThatThrownBy(() -> cipher.doFinal(new byte[1]))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, kms().handle("rsa")))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(
                        () ->
                                cipher.init(
                                        Cipher.ENCRYPT_MODE,
                                        kms().handle("aes"),
                                        new IvParameterSpec(new byte[12])))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    @Test
    void anOutputThatIsTooShortLosesNothing() throws GeneralSecurityException {
        byte[] message = message(100_000);
        Cipher encryptor = cipher(Cipher.ENCRYPT_MODE, "aes");
        byte[] room = new byte[encryptor.getOutputSize(message.length)];
        int done = encryptor.update(message, 0, 50_000, room, 0);
        int kept = done;
        assertThatThrownBy(() -> encryptor.doFinal(message, 50_000, 50_000, new byte[10], 0))
                .isInstanceOf(ShortBufferException.class);
        done += encryptor.doFinal(message, 50_000, 50_000, room, kept);
        assertThat(done).isEqualTo(room.length);
        Cipher decryptor = cipher(Cipher.DECRYPT_MODE, "aes");
        byte[] exact = new byte[message.length];
        assertThatThrownBy(() -> decryptor.doFinal(room, 0, room.length, new byte[10], 0))
                .isInstanceOf(ShortBufferException.class);
        assertThat(decryptor.doFinal(room, 0, room.length, exact, 0)).isEqualTo(message.length);
        assertThat(exact).isEqualTo(message);
    }

    @Test
    void inputAndOutputMayBeTheSameArray() throws GeneralSecurityException {
        byte[] message = message(150_000);
        Cipher encryptor = cipher(Cipher.ENCRYPT_MODE, "aes");
        byte[] array = Arrays.copyOf(message, encryptor.getOutputSize(message.length));
        int length = encryptor.doFinal(array, 0, message.length, array, 0);
        int back = cipher(Cipher.DECRYPT_MODE, "aes").doFinal(array, 0, length, array, 0);
        assertThat(Arrays.copyOf(array, back)).isEqualTo(message);
    }

    @Test
    void theHeaderIsAsDocumented() throws GeneralSecurityException {
        byte[] envelope = encrypted(message(5));
        assertThat(HexFormat.of().formatHex(envelope, 0, 8)).isEqualTo("4b4d53450101006c");
        String version = kms().kms().describeKey("alias/aes").primaryKeyVersion().orElseThrow();
        assertThat(new String(envelope, 8, 36, StandardCharsets.US_ASCII)).isEqualTo(version);
        assertThat(envelope[HEADER]).isEqualTo((byte) STREAM_HEADER);
        assertThat(envelope).hasSize(HEADER + STREAM_HEADER + 5 + TAG);
    }
}
