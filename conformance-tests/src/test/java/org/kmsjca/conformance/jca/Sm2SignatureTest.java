package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tencent.kona.crypto.spec.SM2SignatureParameterSpec;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.Sm2ParameterSpec;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.Sm2Formula;
import org.kmsjca.conformance.support.Sm2Peer;
import org.kmsjca.conformance.support.SoftHsmLacks;
import org.kmsjca.conformance.support.TestKeys;

/** SM2 signatures of messages and of digests, both ways with peers that have the same key. */
@SoftHsmLacks("the SM family")
class Sm2SignatureTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(100, 9);

    private KeyPair pair;
    private PrivateKey handle;

    @Override
    protected void prepare() {
        pair = TestKeys.newPair(KeySpec.EC_SM2);
        handle = kms().importForSigning("sm2", pair);
    }

    static List<String> algorithms() {
        return List.of("SM3withSM2", "NONEwithSM2");
    }

    static List<byte[]> userIds() {
        return List.of(
                Sm2Formula.defaultUserId(),
                "ALICE123@YAHOO.COM".getBytes(StandardCharsets.US_ASCII),
                new byte[0],
                SymmetricCase.bytes(8191, 1));
    }

    static Stream<Arguments> peersAndUserIds() {
        return Stream.of(Sm2Peer.values())
                .flatMap(peer -> userIds().stream().map(id -> Arguments.of(peer, id)));
    }

    private byte[] signDigest(byte[] digest) throws GeneralSecurityException {
        Signature signature = kms().signature("NONEwithSM2");
        signature.initSign(handle);
        signature.update(digest);
        return signature.sign();
    }

    private boolean verifyDigest(byte[] digest, byte[] value) throws GeneralSecurityException {
        Signature signature = kms().signature("NONEwithSM2");
        signature.initVerify(pair.getPublic());
        signature.update(digest);
        return signature.verify(value);
    }

    private Signature signing(byte[] userId) throws GeneralSecurityException {
        Signature signature = kms().signature("SM3withSM2");
        signature.setParameter(new Sm2ParameterSpec(userId));
        signature.initSign(handle);
        return signature;
    }

    private Signature verifying(byte[] userId) throws GeneralSecurityException {
        Signature signature = kms().signature("SM3withSM2");
        signature.setParameter(new Sm2ParameterSpec(userId));
        signature.initVerify(pair.getPublic());
        return signature;
    }

    private static boolean verify(Signature signature, byte[] message, byte[] value)
            throws GeneralSecurityException {
        signature.update(message);
        return signature.verify(value);
    }

    @ParameterizedTest
    @MethodSource("peersAndUserIds")
    void peersAndWeVerifyEachOther(Sm2Peer peer, byte[] userId) throws GeneralSecurityException {
        Signature signature = signing(userId);
        signature.update(MESSAGE);
        byte[] ours = signature.sign();
        assertThat(peer.verify(pair, userId, MESSAGE, ours)).isTrue();
        byte[] theirs = peer.sign(pair, userId, MESSAGE);
        assertThat(verify(verifying(userId), MESSAGE, theirs)).isTrue();
        assertThat(verify(verifying(userId), new byte[100], theirs)).isFalse();
        assertThat(verify(verifying(new byte[] {1}), MESSAGE, theirs)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("peersAndUserIds")
    void digestFormTakesWhatTheStandardHashes(Sm2Peer peer, byte[] userId)
            throws GeneralSecurityException {
        byte[] digest = Sm2Formula.digest(pair, userId, MESSAGE);
        assertThat(peer.verify(pair, userId, MESSAGE, signDigest(digest))).isTrue();
        byte[] theirs = peer.sign(pair, userId, MESSAGE);
        assertThat(verifyDigest(digest, theirs)).isTrue();
        digest[0] ^= 1;
        assertThat(verifyDigest(digest, theirs)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 33, 64})
    void digestOfAnotherLengthIsRefused(int length) throws GeneralSecurityException {
        assertThatThrownBy(() -> signDigest(new byte[length]))
                .isInstanceOf(SignatureException.class);
        byte[] value = signDigest(new byte[32]);
        assertThatThrownBy(() -> verifyDigest(new byte[length], value))
                .isInstanceOf(SignatureException.class);
    }

    @ParameterizedTest
    @EnumSource
    void userIdIsTheStandardsWhenNoneIsSet(Sm2Peer peer) throws GeneralSecurityException {
        Signature signature = kms().signature("SM3withSM2");
        signature.initSign(handle);
        signature.update(MESSAGE);
        byte[] ours = signature.sign();
        assertThat(peer.verify(pair, Sm2Formula.defaultUserId(), MESSAGE, ours)).isTrue();
        signature.initVerify(pair.getPublic());
        byte[] theirs = peer.sign(pair, Sm2Formula.defaultUserId(), MESSAGE);
        assertThat(verify(signature, MESSAGE, theirs)).isTrue();
        signature.setParameter(Sm2ParameterSpec.defaultUserId());
        assertThat(verify(signature, MESSAGE, theirs)).isTrue();
    }

    @Test
    void userIdMayComeAfterTheKeyAndSurvivesIt() throws GeneralSecurityException {
        byte[] id = {7};
        Signature signature = kms().signature("SM3withSM2");
        signature.initSign(handle);
        signature.setParameter(new Sm2ParameterSpec(id));
        signature.update(MESSAGE);
        byte[] value = signature.sign();
        assertThat(Sm2Peer.BOUNCY_CASTLE.verify(pair, id, MESSAGE, value)).isTrue();
        signature.initVerify(pair.getPublic());
        assertThat(verify(signature, MESSAGE, value)).isTrue();
        signature.setParameter(new Sm2ParameterSpec(new byte[] {8}));
        assertThat(verify(signature, MESSAGE, value)).isFalse();
        signature.setParameter(new SM2ParameterSpec(id));
        assertThat(verify(signature, MESSAGE, value)).isTrue();
        signature.setParameter(new Sm2ParameterSpec(new byte[] {8}));
        ECPublicKey konas = (ECPublicKey) Sm2Peer.KONA.own(pair).getPublic();
        signature.setParameter(new SM2SignatureParameterSpec(id, konas));
        assertThat(verify(signature, MESSAGE, value)).isTrue();
    }

    @Test
    void userIdDoesNotChangeWithinAMessage() throws GeneralSecurityException {
        Signature signing = signing(new byte[] {1});
        signing.update(MESSAGE);
        assertThatThrownBy(() -> signing.setParameter(new Sm2ParameterSpec(new byte[] {2})))
                .isInstanceOf(ProviderException.class);
        byte[] value = signing.sign();
        Signature verifying = verifying(new byte[] {1});
        verifying.update(MESSAGE);
        assertThatThrownBy(() -> verifying.setParameter(new Sm2ParameterSpec(new byte[] {2})))
                .isInstanceOf(ProviderException.class);
        assertThat(verifying.verify(value)).isTrue();
    }

    @Test
    void otherParametersAreRefused() throws GeneralSecurityException {
        Signature message = kms().signature("SM3withSM2");
        for (var spec : List.of(PSSParameterSpec.DEFAULT, new ECGenParameterSpec("sm2p256v1"))) {
            assertThatThrownBy(() -> message.setParameter(spec))
                    .isInstanceOf(InvalidAlgorithmParameterException.class);
        }
        Signature digest = kms().signature("NONEwithSM2");
        assertThatThrownBy(() -> digest.setParameter(Sm2ParameterSpec.defaultUserId()))
                .isInstanceOf(InvalidAlgorithmParameterException.class)
                .hasMessageContaining("user id");
        assertThatThrownBy(() -> new Sm2ParameterSpec(new byte[8192]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void publicKeyMayBeOfAnyImplementation(Sm2Peer peer) throws GeneralSecurityException {
        byte[] value = signDigest(Sm2Formula.digest(pair, Sm2Formula.defaultUserId(), MESSAGE));
        for (PublicKey key : List.of(kms().publicKey("sm2"), peer.own(pair).getPublic())) {
            Signature signature = kms().signature("SM3withSM2");
            signature.initVerify(key);
            assertThat(verify(signature, MESSAGE, value)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void publicKeyOfAnotherKindIsRefused(String algorithm) throws GeneralSecurityException {
        Signature signature = kms().signature(algorithm);
        for (KeySpec other :
                List.of(KeySpec.RSA_2048, KeySpec.EC_P256, KeySpec.EC_P256K, KeySpec.ED25519)) {
            assertThatThrownBy(() -> signature.initVerify(TestKeys.pair(other).getPublic()))
                    .isInstanceOf(InvalidKeyException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void changedSignatureIsNotTaken(String algorithm) throws GeneralSecurityException {
        byte[] digest = SymmetricCase.bytes(32, 1);
        Signature signature = kms().signature(algorithm);
        signature.initSign(handle);
        signature.update(digest);
        byte[] value = signature.sign();
        signature.initVerify(pair.getPublic());
        for (int i = 0; i < value.length; i++) {
            value[i] ^= 1;
            assertThat(isTaken(signature, digest, value)).as("byte %d", i).isFalse();
            value[i] ^= 1;
        }
        assertThat(isTaken(signature, digest, value)).isTrue();
    }

    private static boolean isTaken(Signature signature, byte[] message, byte[] value)
            throws SignatureException {
        signature.update(message);
        try {
            return signature.verify(value);
        } catch (SignatureException notDer) {
            return false;
        }
    }
}
