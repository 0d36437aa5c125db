package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** What all signatures of the provider have in common. */
class SignatureMannersTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(48, 9);

    private final Map<KeySpec, PrivateKey> handles = new EnumMap<>(KeySpec.class);

    @Override
    protected void prepare() {
        for (KeySpec spec : SignatureKeys.SPECS) {
            String alias = spec.toString();
            if (spec == KeySpec.RSA_2048) {
                kms().importForSigning(alias, TestKeys.pair(spec));
            } else {
                kms().create(alias, spec);
            }
            handles.put(spec, kms().privateKey(alias));
        }
    }

    private PrivateKey handle(KeySpec spec) {
        return kms().present(handles.get(spec), spec.toString());
    }

    static List<String> algorithms() {
        return SignatureKeys.algorithms();
    }

    private PrivateKey handle(String algorithm) {
        return handle(SignatureKeys.keySpec(algorithm));
    }

    private PublicKey publicKey(String algorithm) {
        return kms().publicKey(SignatureKeys.keySpec(algorithm).toString());
    }

    /** A message that the algorithm takes: 32 bytes where it is a digest. */
    private static byte[] message(String algorithm) {
        return SignatureKeys.takesTheDigest(algorithm) ? Arrays.copyOf(MESSAGE, 32) : MESSAGE;
    }

    private Signature signature(String algorithm) throws GeneralSecurityException {
        Signature signature = kms().signature(algorithm);
        if (algorithm.equals("RSASSA-PSS")) {
            signature.setParameter(PSSParameterSpec.DEFAULT);
        }
        return signature;
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void nothingWorksBeforeInitOrInTheOtherMode(String algorithm) throws GeneralSecurityException {
        Signature signature = signature(algorithm);
        assertThatThrownBy(() -> signature.update(MESSAGE)).isInstanceOf(SignatureException.class);
        assertThatThrownBy(signature::sign).isInstanceOf(SignatureException.class);
        assertThatThrownBy(() -> signature.verify(MESSAGE)).isInstanceOf(SignatureException.class);
        signature.initSign(handle(algorithm));
        assertThatThrownBy(() -> signature.verify(MESSAGE)).isInstanceOf(SignatureException.class);
        signature.initVerify(publicKey(algorithm));
        assertThatThrownBy(signature::sign).isInstanceOf(SignatureException.class);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void keysOfOthersAndOfOtherKindsAreRefused(String algorithm) throws GeneralSecurityException {
        Signature signature = kms().signature(algorithm);
        for (KeySpec other : SignatureKeys.SPECS) {
            boolean taken =
                    other == SignatureKeys.keySpec(algorithm)
                            || (List.of("ML-DSA", "MLDSA").contains(algorithm)
                                    && other.keyType() == KeyType.ML_DSA);
            if (!taken && handles.get(other) != null) {
                assertThatThrownBy(() -> signature.initSign(handles.get(other)))
                        .as(other.toString())
                        .isInstanceOf(InvalidKeyException.class);
                assertThatThrownBy(() -> signature.initVerify(kms().publicKey(other.toString())))
                        .as(other.toString())
                        .isInstanceOf(InvalidKeyException.class);
            }
        }
        assertThatThrownBy(() -> signature.initSign(null)).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> signature.initVerify((PublicKey) null))
                .isInstanceOf(InvalidKeyException.class);
        if (!algorithm.contains("MGF1")) {
            PrivateKey foreign = TestKeys.pair(SignatureKeys.keySpec(algorithm)).getPrivate();
            assertThatThrownBy(() -> signature.initSign(foreign))
                    .isInstanceOf(InvalidKeyException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void messageMayComeInPartsAndBuffers(String algorithm) throws GeneralSecurityException {
        byte[] message = message(algorithm);
        int end = message.length - 10;
        Signature signature = signature(algorithm);
        signature.initSign(handle(algorithm));
        signature.update(message[0]);
        signature.update(message, 1, 4);
        ByteBuffer direct = ByteBuffer.allocateDirect(end - 5);
        direct.put(message, 5, end - 5).flip();
        signature.update(direct);
        assertThat(direct.remaining()).isZero();
        signature.update(ByteBuffer.wrap(message, end, 10).slice().asReadOnlyBuffer());
        byte[] value = signature.sign();
        Signature verification = signature(algorithm);
        verification.initVerify(publicKey(algorithm));
        verification.update(ByteBuffer.wrap(message, 0, message.length - 1));
        verification.update(message[message.length - 1]);
        assertThat(verification.verify(value)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void objectIsReadyForTheNextMessage(String algorithm) throws GeneralSecurityException {
        Signature signature = signature(algorithm);
        signature.initSign(handle(algorithm));
        signature.update(new byte[message(algorithm).length]);
        signature.sign();
        signature.update(message(algorithm));
        byte[] value = signature.sign();
        Signature verification = signature(algorithm);
        verification.initVerify(publicKey(algorithm));
        verification.update(message(algorithm));
        assertThat(verification.verify(value, 0, value.length)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void signIntoAnArrayNeedsRoom(String algorithm) throws GeneralSecurityException {
        Signature signature = signature(algorithm);
        signature.initSign(handle(algorithm));
        signature.update(message(algorithm));
        assertThatThrownBy(() -> signature.sign(new byte[20], 0, 20))
                .isInstanceOf(SignatureException.class);
        Signature again = signature(algorithm);
        again.initSign(handle(algorithm));
        again.update(message(algorithm));
        assertThat(again.sign(new byte[5000], 10, 4990)).isBetween(64, 4627);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void copiesAreNotMade(String algorithm) throws GeneralSecurityException {
        Signature signature = signature(algorithm);
        signature.initSign(handle(algorithm));
        assertThatThrownBy(signature::clone).isInstanceOf(CloneNotSupportedException.class);
    }
}
