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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** What all signatures of the provider have in common. */
class SignatureMannersTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(48, 9);

    private PrivateKey rsa;
    private PrivateKey ec;

    @Override
    protected void prepare() {
        rsa = kms().importForSigning("rsa", TestKeys.pair(KeySpec.RSA_2048));
        kms().create("ec", KeySpec.EC_P256);
        ec = kms().privateKey("ec");
    }

    static List<String> algorithms() {
        return Stream.of(
                        RsaSignatureTest.algorithms(),
                        PssTest.namesWithParameters(),
                        List.of("RSASSA-PSS"),
                        EcdsaTest.algorithms())
                .flatMap(List::stream)
                .toList();
    }

    private static boolean isRsa(String algorithm) {
        return algorithm.contains("RSA") && !algorithm.contains("ECDSA");
    }

    private PrivateKey handle(String algorithm) {
        return isRsa(algorithm) ? rsa : ec;
    }

    private PublicKey publicKey(String algorithm) {
        return kms().publicKey(isRsa(algorithm) ? "rsa" : "ec");
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
        PrivateKey wrongKind = isRsa(algorithm) ? ec : rsa;
        assertThatThrownBy(() -> signature.initSign(wrongKind))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> signature.initSign(null)).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> signature.initVerify((PublicKey) null))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(
                        () ->
                                signature.initVerify(
                                        kms().publicKey(isRsa(algorithm) ? "ec" : "rsa")))
                .isInstanceOf(InvalidKeyException.class);
        if (!algorithm.contains("MGF1")) {
            PrivateKey foreign =
                    TestKeys.pair(isRsa(algorithm) ? KeySpec.RSA_2048 : KeySpec.EC_P256)
                            .getPrivate();
            assertThatThrownBy(() -> signature.initSign(foreign))
                    .isInstanceOf(InvalidKeyException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void messageMayComeInPartsAndBuffers(String algorithm) throws GeneralSecurityException {
        Signature signature = signature(algorithm);
        signature.initSign(handle(algorithm));
        signature.update(MESSAGE[0]);
        signature.update(MESSAGE, 1, 9);
        ByteBuffer direct = ByteBuffer.allocateDirect(20);
        direct.put(MESSAGE, 10, 20).flip();
        signature.update(direct);
        assertThat(direct.remaining()).isZero();
        signature.update(ByteBuffer.wrap(MESSAGE, 30, 18).slice().asReadOnlyBuffer());
        byte[] value = signature.sign();
        Signature verification = signature(algorithm);
        verification.initVerify(publicKey(algorithm));
        verification.update(ByteBuffer.wrap(MESSAGE, 0, 47));
        verification.update(MESSAGE[47]);
        assertThat(verification.verify(value)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void objectIsReadyForTheNextMessage(String algorithm) throws GeneralSecurityException {
        Signature signature = signature(algorithm);
        signature.initSign(handle(algorithm));
        signature.update(new byte[5]);
        signature.sign();
        signature.update(MESSAGE);
        byte[] value = signature.sign();
        Signature verification = signature(algorithm);
        verification.initVerify(publicKey(algorithm));
        verification.update(MESSAGE);
        assertThat(verification.verify(value, 0, value.length)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void signIntoAnArrayNeedsRoom(String algorithm) throws GeneralSecurityException {
        Signature signature = signature(algorithm);
        signature.initSign(handle(algorithm));
        signature.update(MESSAGE);
        assertThatThrownBy(() -> signature.sign(new byte[20], 0, 20))
                .isInstanceOf(SignatureException.class);
        Signature again = signature(algorithm);
        again.initSign(handle(algorithm));
        again.update(MESSAGE);
        assertThat(again.sign(new byte[300], 10, 290)).isBetween(64, 256);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void copiesAreNotMade(String algorithm) throws GeneralSecurityException {
        Signature signature = signature(algorithm);
        signature.initSign(handle(algorithm));
        assertThatThrownBy(signature::clone).isInstanceOf(CloneNotSupportedException.class);
    }
}
