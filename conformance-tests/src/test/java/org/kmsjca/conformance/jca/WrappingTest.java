package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** Wrapping other keys with a secret key. */
class WrappingTest extends SharedKms {
    private static final SymmetricCase KW = new SymmetricCase("AES/KW/NoPadding", 256);
    private static final SymmetricCase KWP = new SymmetricCase("AES/KWP/NoPadding", 256);

    private SymmetricKeys keys;

    @Override
    protected void prepare() {
        keys = new SymmetricKeys(kms());
    }

    /** Everything that wraps keys of any length. */
    static List<SymmetricCase> wrappers() {
        return List.of(
                SymmetricCase.AES_GCM,
                new SymmetricCase("AES/CBC/PKCS5Padding", 192),
                new SymmetricCase("AES/CTR/NoPadding", 128),
                KWP,
                SymmetricCase.SM4_GCM,
                SymmetricCase.SM4_CBC_PADDED,
                new SymmetricCase("SM4/CTR/NoPadding", 128));
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void keysOfEveryKindComeBack(SymmetricCase test) throws GeneralSecurityException {
        KeyPair pair = TestKeys.pair(KeySpec.EC_P256);
        roundTrip(test, TestKeys.aes(192), "AES", Cipher.SECRET_KEY);
        roundTrip(test, TestKeys.newSecret(KeySpec.ALIYUN_SM4), "SM4", Cipher.SECRET_KEY);
        roundTrip(test, new SecretKeySpec(new byte[20], "HmacSHA1"), "HmacSHA1", Cipher.SECRET_KEY);
        roundTrip(test, pair.getPrivate(), "EC", Cipher.PRIVATE_KEY);
        roundTrip(test, pair.getPublic(), "EC", Cipher.PUBLIC_KEY);
    }

    private void roundTrip(SymmetricCase test, Key key, String algorithm, int type)
            throws GeneralSecurityException {
        byte[] wrapped = keys.ours(test, Cipher.WRAP_MODE, test.parameters(1)).wrap(key);
        assertThat(wrapped)
                .isEqualTo(keys.peer(test, Cipher.WRAP_MODE, test.parameters(1)).wrap(key));
        Key back =
                keys.ours(test, Cipher.UNWRAP_MODE, test.parameters(1))
                        .unwrap(wrapped, algorithm, type);
        assertThat(back.getEncoded()).isEqualTo(key.getEncoded());
        assertThat(back.getAlgorithm()).isEqualTo(algorithm);
    }

    @Test
    void keyWrapTakesEightsFromSixteen() throws GeneralSecurityException {
        Cipher cipher = keys.ours(KW, Cipher.WRAP_MODE, null);
        for (int length : new int[] {8, 17, 20}) {
            SecretKey odd = new SecretKeySpec(new byte[length], "AES");
            assertThatThrownBy(() -> cipher.wrap(odd))
                    .isInstanceOf(IllegalBlockSizeException.class);
        }
        assertThat(cipher.wrap(new SecretKeySpec(new byte[24], "X"))).hasSize(32);
        assertThat(keys.ours(KWP, Cipher.WRAP_MODE, null).wrap(new SecretKeySpec(new byte[5], "X")))
                .hasSize(16);
    }

    @Test
    void keyWrapTellsItsStandardIv() throws GeneralSecurityException {
        assertThat(keys.ours(KW, Cipher.WRAP_MODE, null).getIV())
                .isEqualTo(keys.peer(KW, Cipher.WRAP_MODE, null).getIV())
                .hasSize(8);
        assertThat(keys.ours(KWP, Cipher.WRAP_MODE, null).getIV())
                .isEqualTo(keys.peer(KWP, Cipher.WRAP_MODE, null).getIV())
                .hasSize(4);
    }

    @Test
    void changedWrappingIsAnInvalidKey() throws GeneralSecurityException {
        for (SymmetricCase test : List.of(SymmetricCase.AES_GCM, SymmetricCase.SM4_GCM, KW, KWP)) {
            byte[] wrapped =
                    keys.peer(test, Cipher.WRAP_MODE, test.parameters(1)).wrap(TestKeys.aes(256));
            wrapped[3] ^= 1;
            Cipher cipher = keys.ours(test, Cipher.UNWRAP_MODE, test.parameters(1));
            for (byte[] bad : List.of(wrapped, new byte[0], new byte[7], new byte[33])) {
                assertThatThrownBy(() -> cipher.unwrap(bad, "AES", Cipher.SECRET_KEY))
                        .as("%s, %d bytes", test, bad.length)
                        .isInstanceOf(InvalidKeyException.class);
            }
        }
    }

    @Test
    void whatIsNoKeyIsAnInvalidKey() throws GeneralSecurityException {
        SymmetricCase test = new SymmetricCase("AES/CBC/PKCS5Padding", 192);
        byte[] wrapped =
                keys.peer(test, Cipher.WRAP_MODE, test.parameters(1)).wrap(TestKeys.aes(256));
        Cipher cipher = keys.ours(test, Cipher.UNWRAP_MODE, test.parameters(1));
        assertThatThrownBy(() -> cipher.unwrap(wrapped, "EC", Cipher.PRIVATE_KEY))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> cipher.unwrap(wrapped, "EC", Cipher.PUBLIC_KEY))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> cipher.unwrap(wrapped, "Nonsense", Cipher.PRIVATE_KEY))
                .isInstanceOf(NoSuchAlgorithmException.class);
        assertThat(cipher.unwrap(wrapped, "Nonsense", Cipher.SECRET_KEY).getAlgorithm())
                .isEqualTo("Nonsense");
    }

    @Test
    void secondWrapWithOneIvIsRefusedInGcm() throws GeneralSecurityException {
        for (SymmetricCase gcm : SymmetricCase.gcm()) {
            Cipher cipher = keys.ours(gcm, Cipher.WRAP_MODE, gcm.parameters(1));
            cipher.wrap(TestKeys.aes(128));
            assertThatThrownBy(() -> cipher.wrap(TestKeys.aes(128)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void handlesAreNotWrapped() throws GeneralSecurityException {
        for (SymmetricCase test : SymmetricCase.all()) {
            Cipher cipher = keys.ours(test, Cipher.WRAP_MODE, test.parameters(1));
            assertThatThrownBy(() -> cipher.wrap(keys.handle(KeySpec.ALIYUN_AES_128)))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("does not leave the KMS");
        }
    }

    @Test
    void messagesAndKeysAreNotMixed() throws GeneralSecurityException {
        for (SymmetricCase test : SymmetricCase.all()) {
            Cipher wrapping = keys.ours(test, Cipher.WRAP_MODE, test.parameters(1));
            assertThatThrownBy(() -> wrapping.doFinal(new byte[16]))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> wrapping.update(new byte[16]))
                    .isInstanceOf(IllegalStateException.class);
            Cipher encrypting = keys.ours(test, Cipher.ENCRYPT_MODE, test.parameters(1));
            assertThatThrownBy(() -> encrypting.wrap(TestKeys.aes(128)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
