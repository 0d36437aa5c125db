package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** PKCS#1 signatures are deterministic: ours are those of the JDK and of Bouncy Castle. */
class RsaSignatureTest extends SharedKms {
    private static final List<String> DIGESTS =
            List.of(
                    "SHA1",
                    "SHA224",
                    "SHA256",
                    "SHA384",
                    "SHA512",
                    "SHA512/224",
                    "SHA512/256",
                    "SHA3-224",
                    "SHA3-256",
                    "SHA3-384",
                    "SHA3-512");
    private static final byte[] MESSAGE = SymmetricCase.bytes(32, 9);

    private final Map<KeySpec, PrivateKey> handles = new EnumMap<>(KeySpec.class);

    @Override
    protected void prepare() {
        for (KeySpec spec : List.of(KeySpec.RSA_2048, KeySpec.RSA_3072, KeySpec.RSA_4096)) {
            handles.put(spec, kms().importForSigning(spec.toString(), TestKeys.pair(spec)));
        }
    }

    private PrivateKey handle(KeySpec spec) {
        return kms().present(handles.get(spec), spec.toString());
    }

    static List<String> algorithms() {
        List<String> names = new ArrayList<>(List.of("NONEwithRSA"));
        DIGESTS.forEach(digest -> names.add(digest + "withRSA"));
        return names;
    }

    static List<String> hashed() {
        return algorithms().stream().filter(name -> !name.startsWith("NONE")).toList();
    }

    private byte[] ours(String algorithm, KeySpec spec, byte[] message)
            throws GeneralSecurityException {
        Signature signature = kms().signature(algorithm);
        signature.initSign(handle(spec));
        signature.update(message);
        return signature.sign();
    }

    @ParameterizedTest
    @MethodSource("hashed")
    void signatureIsThatOfTheJdk(String algorithm) throws GeneralSecurityException {
        for (KeySpec spec : handles.keySet()) {
            Signature sun = Signature.getInstance(algorithm, Peers.SUN_RSA_SIGN);
            sun.initSign(TestKeys.pair(spec).getPrivate());
            sun.update(MESSAGE);
            assertThat(ours(algorithm, spec, MESSAGE)).isEqualTo(sun.sign());
        }
    }

    @ParameterizedTest
    @MethodSource("hashed")
    void signatureIsThatOfBouncyCastle(String algorithm) throws GeneralSecurityException {
        String theirName = algorithm.replaceFirst("SHA512/(\\d+)", "SHA512($1)");
        Signature theirs = Signature.getInstance(theirName, Peers.BOUNCY_CASTLE);
        theirs.initSign(TestKeys.pair(KeySpec.RSA_2048).getPrivate());
        theirs.update(MESSAGE);
        assertThat(ours(algorithm, KeySpec.RSA_2048, MESSAGE)).isEqualTo(theirs.sign());
    }

    @Test
    void dataAreSignedAsTheyAre() throws GeneralSecurityException {
        Cipher raw = Cipher.getInstance("RSA/ECB/PKCS1Padding", Peers.SUN_JCE);
        for (int length : new int[] {0, 1, 36, 245}) {
            byte[] data = SymmetricCase.bytes(length, length);
            byte[] signature = ours("NONEwithRSA", KeySpec.RSA_2048, data);
            raw.init(Cipher.ENCRYPT_MODE, TestKeys.pair(KeySpec.RSA_2048).getPrivate());
            assertThat(signature).isEqualTo(raw.doFinal(data));
            Signature verification = kms().signature("NONEwithRSA");
            verification.initVerify(TestKeys.pair(KeySpec.RSA_2048).getPublic());
            verification.update(data);
            assertThat(verification.verify(signature)).isTrue();
        }
        Signature tooLong = kms().signature("NONEwithRSA");
        tooLong.initSign(handle(KeySpec.RSA_2048));
        tooLong.update(new byte[246]);
        assertThatThrownBy(tooLong::sign).isInstanceOf(SignatureException.class);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void verificationWorksWithThePublicKeyOfAnybody(String algorithm)
            throws GeneralSecurityException {
        KeyPair pair = TestKeys.pair(KeySpec.RSA_3072);
        byte[] signature = ours(algorithm, KeySpec.RSA_3072, MESSAGE);
        Signature verification = kms().signature(algorithm);
        verification.initVerify(pair.getPublic());
        for (int i = 0; i < 2; i++) {
            verification.update(MESSAGE);
            assertThat(verification.verify(signature)).isTrue();
            verification.update((byte) 1);
            assertThat(verification.verify(signature)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "RSA_3072", "RSA_4096"})
    void signatureOfAnotherLengthIsNoSignature(KeySpec spec) throws GeneralSecurityException {
        Signature verification = kms().signature("SHA256withRSA");
        verification.initVerify(TestKeys.pair(spec).getPublic());
        byte[] over = new byte[spec.bits() / 8];
        Arrays.fill(over, (byte) 0xff);
        verification.update(MESSAGE);
        assertThat(verification.verify(over)).as("over the modulus").isFalse();
        verification.update(MESSAGE);
        assertThat(verification.verify(new byte[over.length])).isFalse();
        for (int length : new int[] {0, over.length - 1, over.length + 1}) {
            verification.update(MESSAGE);
            assertThatThrownBy(() -> verification.verify(new byte[length]))
                    .isInstanceOf(SignatureException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void thereAreNoParameters(String algorithm) throws GeneralSecurityException {
        Signature signature = kms().signature(algorithm);
        signature.initSign(handle(KeySpec.RSA_2048));
        assertThat(signature.getParameters()).isNull();
        signature.setParameter((AlgorithmParameterSpec) null);
        assertThatThrownBy(() -> signature.setParameter(PSSParameterSpec.DEFAULT))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }
}
