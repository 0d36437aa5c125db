package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.EngineAhead;
import org.kmsjca.conformance.support.SharedKms;

/** CMKs of many versions: the oldest still decrypts and unwraps, and forgeries under none. */
@Tag("once")
class ManyVersionsTest extends SharedKms {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final int MOST = 50;
    private static final int FORGERIES = 1000;

    private final byte[] plaintext = SymmetricCase.bytes(48, 5);

    /** What one object encrypted. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Message(String transformation, byte[] iv, byte[] ciphertext) {
        Message with(byte[] other) {
            return new Message(transformation, iv, other);
        }

        AlgorithmParameterSpec parameters() {
            return transformation.contains("GCM") ? new GCMParameterSpec(128, iv) : null;
        }
    }

    private Message encrypt(String transformation, Key key) throws GeneralSecurityException {
        Cipher cipher = kms().cipher(transformation);
        cipher.init(Cipher.ENCRYPT_MODE, key);
        byte[] ciphertext = cipher.doFinal(plaintext);
        return new Message(transformation, cipher.getIV(), ciphertext);
    }

    private byte[] decrypt(Message message, Key key) throws GeneralSecurityException {
        Cipher cipher = kms().cipher(message.transformation());
        if (message.parameters() == null) {
            cipher.init(Cipher.DECRYPT_MODE, key);
        } else {
            cipher.init(Cipher.DECRYPT_MODE, key, message.parameters());
        }
        return cipher.doFinal(message.ciphertext());
    }

    private List<String> rotate(String alias, int times) {
        return EngineAhead.createVersions(kms().configuration(), WEEK, kms().keyId(alias), times);
    }

    @Test
    void oldestOfFiftyVersionsDecryptsAndThereIsNoFiftyFirst() throws Exception {
        kms().create("fifty", KeySpec.ALIYUN_AES_256);
        Key key = kms().handle("fifty");
        String first = kms().kms().describeKey("alias/fifty").primaryKeyVersion().orElseThrow();
        List<Message> old = new ArrayList<>();
        for (String transformation : List.of("AES/GCM/NoPadding", "AESWrap", "AESWrapPad", "CMK")) {
            old.add(encrypt(transformation, key));
        }
        rotate("fifty", MOST - 1);

        assertThat(kms().kms().describeKey("alias/fifty").versions()).hasSize(MOST);
        for (Message message : old) {
            for (Key handle : List.of(key, kms().handle("fifty"))) {
                assertThat(decrypt(message, handle))
                        .as(message.transformation())
                        .isEqualTo(plaintext);
            }
        }
        assertThat(decrypt(old.get(0), kms().handle("fifty#" + first))).isEqualTo(plaintext);
        assertThatThrownBy(
                        () ->
                                EngineAhead.createVersion(
                                        kms().configuration(),
                                        WEEK.multipliedBy(2L * MOST),
                                        kms().keyId("fifty")))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.LIMIT_EXCEEDED))
                .hasMessageContaining("50");
        assertThat(kms().kms().describeKey("alias/fifty").versions()).hasSize(MOST);
    }

    /** Each forgery fails after the rotations as it did before them, when there was one version. */
    @ParameterizedTest
    @ValueSource(strings = {"AES/GCM/NoPadding", "AESWrap", "AESWrapPad", "CMK"})
    void forgeriesFailUnderSeveralVersionsAsUnderOne(String transformation) throws Exception {
        String alias = "forged-" + transformation.replace('/', '_');
        kms().create(alias, KeySpec.ALIYUN_AES_256);
        Key key = kms().handle(alias);
        Message genuine = encrypt(transformation, key);
        List<byte[]> forgeries = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        // Other positions than the version's name in a blob: that one is another matter.
        int fixed = transformation.equals("CMK") ? 36 : 0;
        Random random = new Random(11);
        for (int i = 0; i < FORGERIES; i++) {
            byte[] forged = forge(genuine.ciphertext(), fixed, random, i);
            forgeries.add(forged);
            failures.add(failure(genuine.with(forged), key));
        }
        rotate(alias, 4);

        for (int i = 0; i < FORGERIES; i++) {
            assertThat(failure(genuine.with(forgeries.get(i)), key))
                    .as("forgery %d of %s", i, transformation)
                    .isEqualTo(failures.get(i));
        }
        assertThat(failures).doesNotContain("none");
        assertThat(decrypt(genuine, key)).isEqualTo(plaintext);
    }

    /** Bits are flipped, whole blocks are random, the end is cut or longer. */
    private static byte[] forge(byte[] genuine, int fixed, Random random, int number) {
        byte[] forged = genuine.clone();
        switch (number % 4) {
            case 0, 1 ->
                    forged[fixed + random.nextInt(forged.length - fixed)] ^=
                            (byte) (1 << random.nextInt(8));
            case 2 -> {
                byte[] body = new byte[forged.length - fixed];
                random.nextBytes(body);
                System.arraycopy(body, 0, forged, fixed, body.length);
            }
            default -> {
                int length = forged.length + 8 * (random.nextInt(5) - 2);
                forged = Arrays.copyOf(forged, length == genuine.length ? length + 8 : length);
            }
        }
        return forged;
    }

    private String failure(Message message, Key key) {
        Throwable failure = catchThrowable(() -> decrypt(message, key));
        return failure == null ? "none" : failure.getClass() + " " + failure.getMessage();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"AESWrap", "AESWrapPad", "AES/KW/NoPadding", "AES/GCM/NoPadding", "CMK"})
    void keysThatWereWrappedBeforeUnwrap(String transformation) throws Exception {
        String alias = "wraps-" + transformation.replace('/', '_');
        kms().create(alias, KeySpec.ALIYUN_AES_256);
        Key key = kms().handle(alias);
        Key aes = new SecretKeySpec(SymmetricCase.bytes(32, 3), "AES");
        Cipher wrapper = kms().cipher(transformation);
        wrapper.init(Cipher.WRAP_MODE, key);
        Message wrapped = new Message(transformation, wrapper.getIV(), wrapper.wrap(aes));
        rotate(alias, 3);

        for (Key handle : List.of(key, kms().handle(alias))) {
            Cipher unwrapper = unwrapper(wrapped, handle);
            assertThat(unwrapper.unwrap(wrapped.ciphertext(), "AES", Cipher.SECRET_KEY))
                    .isEqualTo(aes);
        }
        byte[] forged = wrapped.ciphertext().clone();
        forged[forged.length - 1] ^= 1;
        Cipher unwrapper = unwrapper(wrapped, key);
        assertThatThrownBy(() -> unwrapper.unwrap(forged, "AES", Cipher.SECRET_KEY))
                .isInstanceOf(InvalidKeyException.class);
    }

    private Cipher unwrapper(Message wrapped, Key key) throws GeneralSecurityException {
        Cipher cipher = kms().cipher(wrapped.transformation());
        if (wrapped.parameters() == null) {
            cipher.init(Cipher.UNWRAP_MODE, key);
        } else {
            cipher.init(Cipher.UNWRAP_MODE, key, wrapped.parameters());
        }
        return cipher;
    }
}
