package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** ECDSA on every curve and in both formats, both ways with a peer that has the same key. */
class EcdsaTest extends SharedKms {
    private static final List<String> DIGESTS =
            List.of(
                    "NONE",
                    "SHA1",
                    "SHA224",
                    "SHA256",
                    "SHA384",
                    "SHA512",
                    "SHA3-224",
                    "SHA3-256",
                    "SHA3-384",
                    "SHA3-512");
    private static final List<KeySpec> CURVES =
            List.of(KeySpec.EC_P256, KeySpec.EC_P256K, KeySpec.EC_P384, KeySpec.EC_P521);
    private static final byte[] MESSAGE = SymmetricCase.bytes(32, 9);

    private final Map<KeySpec, KeyPair> pairs = new EnumMap<>(KeySpec.class);
    private final Map<KeySpec, PrivateKey> handles = new EnumMap<>(KeySpec.class);

    @Override
    protected void prepare() {
        for (KeySpec curve : CURVES) {
            KeyPair pair = TestKeys.newPair(curve);
            pairs.put(curve, pair);
            handles.put(curve, kms().importForSigning(curve.toString(), pair));
        }
    }

    private PrivateKey handle(KeySpec spec) {
        return kms().present(handles.get(spec), spec.toString());
    }

    static List<String> algorithms() {
        List<String> names = new ArrayList<>();
        for (String digest : DIGESTS) {
            names.add(digest + "withECDSA");
            names.add(digest + "withECDSAinP1363Format");
            if (!digest.equals("NONE")) {
                names.add(digest + "withPLAIN-ECDSA"); // Bouncy Castle's name of the same
            }
        }
        return names;
    }

    static Stream<Arguments> everyCurve() {
        return algorithms().stream()
                .flatMap(name -> CURVES.stream().map(curve -> Arguments.of(name, curve)));
    }

    private static Signature peer(String algorithm, Provider provider)
            throws GeneralSecurityException {
        String jdks = "withECDSAinP1363Format";
        String bouncyCastles = "withPLAIN-ECDSA";
        String name =
                provider.equals(Peers.BOUNCY_CASTLE)
                        ? algorithm.replace(jdks, bouncyCastles)
                        : algorithm.replace(bouncyCastles, jdks);
        return Signature.getInstance(name, provider);
    }

    private static List<Provider> peers(String algorithm, KeySpec curve) {
        List<Provider> peers = new ArrayList<>();
        if (curve != KeySpec.EC_P256K) {
            peers.add(Peers.SUN_EC);
        }
        if (!algorithm.equals("NONEwithECDSAinP1363Format")) {
            peers.add(Peers.BOUNCY_CASTLE);
        }
        return peers;
    }

    @ParameterizedTest
    @MethodSource("everyCurve")
    void peersAndWeVerifyEachOther(String algorithm, KeySpec curve)
            throws GeneralSecurityException {
        KeyPair pair = pairs.get(curve);
        for (Provider provider : peers(algorithm, curve)) {
            Signature ours = kms().signature(algorithm);
            ours.initSign(handle(curve));
            ours.update(MESSAGE);
            byte[] value = ours.sign();
            Signature theirs = peer(algorithm, provider);
            theirs.initVerify(pair.getPublic());
            theirs.update(MESSAGE);
            assertThat(theirs.verify(value)).as(provider.getName()).isTrue();
            theirs.initSign(pair.getPrivate());
            theirs.update(MESSAGE);
            byte[] back = theirs.sign();
            ours.initVerify(pair.getPublic());
            ours.update(MESSAGE);
            assertThat(ours.verify(back)).as(provider.getName()).isTrue();
            ours.update(new byte[32]);
            assertThat(ours.verify(back)).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("everyCurve")
    void ownSignatureVerifies(String algorithm, KeySpec curve) throws GeneralSecurityException {
        Signature signature = kms().signature(algorithm);
        for (int i = 0; i < 2; i++) {
            signature.initSign(handle(curve));
            signature.update(MESSAGE);
            byte[] first = signature.sign();
            signature.update(MESSAGE);
            byte[] second = signature.sign();
            assertThat(first).isNotEqualTo(second);
            signature.initVerify(kms().publicKey(curve.toString()));
            signature.update(MESSAGE);
            assertThat(signature.verify(first)).isTrue();
            signature.update(MESSAGE);
            assertThat(signature.verify(second)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC_P256", "EC_P256K", "EC_P384", "EC_P521"})
    void malformedSignatures(String name) throws GeneralSecurityException {
        KeySpec curve = KeySpec.of(name);
        Signature der = kms().signature("SHA256withECDSA");
        der.initVerify(pairs.get(curve).getPublic());
        for (byte[] bad : List.of(new byte[0], new byte[10], new byte[] {0x30, 2, 2, 0}, MESSAGE)) {
            der.update(MESSAGE);
            assertThatThrownBy(() -> der.verify(bad)).isInstanceOf(SignatureException.class);
        }
        der.update(MESSAGE);
        assertThat(der.verify(new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0})).as("zeros").isFalse();
        Signature plain = kms().signature("SHA256withECDSAinP1363Format");
        plain.initVerify(pairs.get(curve).getPublic());
        int length = 2 * ((curve.bits() + 7) / 8);
        for (int wrong : new int[] {0, length - 1, length, length + 2}) {
            plain.update(MESSAGE);
            assertThat(plain.verify(new byte[wrong])).as("%d bytes", wrong).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONEwithECDSA", "NONEwithECDSAinP1363Format"})
    void withoutADigestUpToSixtyFourBytesAreTaken(String algorithm)
            throws GeneralSecurityException {
        Signature signature = kms().signature(algorithm);
        for (int length : new int[] {0, 20, 64}) {
            byte[] data = SymmetricCase.bytes(length, length);
            signature.initSign(handle(KeySpec.EC_P256));
            signature.update(data);
            byte[] value = signature.sign();
            Signature sun = Signature.getInstance(algorithm, Peers.SUN_EC);
            sun.initVerify(pairs.get(KeySpec.EC_P256).getPublic());
            sun.update(data);
            assertThat(sun.verify(value)).isTrue();
        }
        signature.initSign(handle(KeySpec.EC_P256));
        signature.update(new byte[65]);
        assertThatThrownBy(signature::sign).isInstanceOf(SignatureException.class);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void parametersMayOnlyBeTheCurve(String algorithm) throws GeneralSecurityException {
        Signature signature = kms().signature(algorithm);
        signature.initSign(handle(KeySpec.EC_P256));
        assertThat(signature.getParameters()).isNull();
        signature.setParameter(((ECKey) pairs.get(KeySpec.EC_P256).getPublic()).getParams());
        assertThatThrownBy(() -> signature.setParameter(PSSParameterSpec.DEFAULT))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        AlgorithmParameterSpec other = ((ECKey) pairs.get(KeySpec.EC_P384).getPublic()).getParams();
        assertThatThrownBy(() -> signature.setParameter(other))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        signature.update(MESSAGE);
        assertThat(signature.sign()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void publicKeyOfAnotherKindIsRefused(String algorithm) throws GeneralSecurityException {
        Signature signature = kms().signature(algorithm);
        assertThatThrownBy(() -> signature.initVerify(TestKeys.pair(KeySpec.RSA_2048).getPublic()))
                .isInstanceOf(InvalidKeyException.class);
    }
}
