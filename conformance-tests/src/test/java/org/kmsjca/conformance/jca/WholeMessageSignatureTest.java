package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.EdDSAParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.jcajce.spec.ContextParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.JdkKeys;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.SoftHsmLacks;
import org.kmsjca.conformance.support.TestKeys;

/** Ed25519 and ML-DSA, which sign the message itself, both ways with peers. */
class WholeMessageSignatureTest extends SharedKms {
    private static final List<KeySpec> ML_DSA =
            List.of(KeySpec.ML_DSA_44, KeySpec.ML_DSA_65, KeySpec.ML_DSA_87);

    private final Map<KeySpec, KeyPair> pairs = new EnumMap<>(KeySpec.class);
    private final Map<KeySpec, PrivateKey> handles = new EnumMap<>(KeySpec.class);

    @Override
    protected void prepare() {
        for (KeySpec spec : specs()) {
            KeyPair pair = TestKeys.newPair(spec);
            pairs.put(spec, pair);
            handles.put(spec, kms().importForSigning(spec.toString(), pair));
        }
    }

    private PrivateKey handle(KeySpec spec) {
        return kms().present(handles.get(spec), spec.toString());
    }

    static List<String> algorithms() {
        return List.of("Ed25519", "ML-DSA", "MLDSA", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87");
    }

    static List<KeySpec> specs() {
        List<KeySpec> specs = new ArrayList<>(ML_DSA);
        specs.add(KeySpec.ED25519);
        return specs;
    }

    /** Each algorithm with each key that it takes. */
    static Stream<Arguments> algorithmsAndKeys() {
        return specs().stream()
                .flatMap(
                        spec ->
                                spec == KeySpec.ED25519
                                        ? Stream.of(Arguments.of("Ed25519", spec))
                                        : Stream.of(
                                                Arguments.of("ML-DSA", spec),
                                                Arguments.of("MLDSA", spec),
                                                Arguments.of(spec.parameterSet(), spec)));
    }

    private static List<Provider> peers(KeySpec spec) {
        List<Provider> peers = new ArrayList<>(List.of(Peers.BOUNCY_CASTLE));
        if (spec == KeySpec.ED25519) {
            peers.add(Peers.SUN_EC);
        } else if (Peers.SUN.getService("Signature", "ML-DSA") != null) { // from JDK 24 on
            peers.add(Peers.SUN);
        }
        return peers;
    }

    @ParameterizedTest
    @MethodSource("algorithmsAndKeys")
    void peersAndWeVerifyEachOther(String algorithm, KeySpec spec) throws GeneralSecurityException {
        for (Provider provider : peers(spec)) {
            KeyPair own = JdkKeys.of(provider, pairs.get(spec));
            for (int length : new int[] {0, 1, 32, 100, 10_000, 200_000}) {
                byte[] message = SymmetricCase.bytes(length, length);
                Signature ours = kms().signature(algorithm);
                ours.initSign(handle(spec));
                ours.update(message);
                byte[] value = ours.sign();
                Signature theirs =
                        Signature.getInstance(algorithm.replace("MLDSA", "ML-DSA"), provider);
                theirs.initVerify(own.getPublic());
                theirs.update(message);
                assertThat(theirs.verify(value)).as(provider.getName()).isTrue();
                theirs.initSign(own.getPrivate());
                theirs.update(message);
                byte[] back = theirs.sign();
                for (PublicKey key : List.of(own.getPublic(), kms().publicKey(spec.toString()))) {
                    ours.initVerify(key);
                    ours.update(message);
                    assertThat(ours.verify(back)).as(provider.getName()).isTrue();
                    ours.update(message);
                    ours.update((byte) 1);
                    assertThat(ours.verify(back)).isFalse();
                }
            }
        }
    }

    @Test
    void ed25519IsDeterministicAndThatOfThePeers() throws GeneralSecurityException {
        for (Provider provider : peers(KeySpec.ED25519)) {
            for (int length = 0; length < 200; length++) {
                byte[] message = SymmetricCase.bytes(length, length);
                Signature theirs = Signature.getInstance("Ed25519", provider);
                theirs.initSign(pairs.get(KeySpec.ED25519).getPrivate());
                theirs.update(message);
                Signature ours = kms().signature("Ed25519");
                ours.initSign(handle(KeySpec.ED25519));
                ours.update(message);
                assertThat(ours.sign()).as(provider.getName()).isEqualTo(theirs.sign());
            }
        }
    }

    @SoftHsmLacks("ML-DSA")
    @Test
    void mlDsaSignaturesHaveTheLengthOfFips204() throws GeneralSecurityException {
        Map<KeySpec, Integer> lengths =
                Map.of(KeySpec.ML_DSA_44, 2420, KeySpec.ML_DSA_65, 3309, KeySpec.ML_DSA_87, 4627);
        for (KeySpec spec : ML_DSA) {
            Signature signature = kms().signature("ML-DSA");
            signature.initSign(handle(spec));
            signature.update(new byte[9]);
            assertThat(signature.sign()).as(spec.toString()).hasSize(lengths.get(spec));
        }
    }

    @Test
    void nameOfAParameterSetRefusesTheOthers() throws GeneralSecurityException {
        for (KeySpec named : ML_DSA) {
            Signature signature = kms().signature(named.parameterSet());
            for (KeySpec other : ML_DSA) {
                if (other != named) {
                    assertThatThrownBy(() -> signature.initSign(handles.get(other)))
                            .isInstanceOf(InvalidKeyException.class);
                    assertThatThrownBy(() -> signature.initVerify(pairs.get(other).getPublic()))
                            .isInstanceOf(InvalidKeyException.class);
                }
            }
        }
    }

    @Test
    void publicKeyOfAnotherKindIsRefused() throws GeneralSecurityException {
        for (String algorithm : algorithms()) {
            Signature signature = kms().signature(algorithm);
            KeySpec taken = SignatureKeys.keySpec(algorithm);
            for (KeySpec other :
                    List.of(KeySpec.RSA_2048, KeySpec.EC_P256, KeySpec.ED25519, KeySpec.EC_SM2)) {
                if (other != taken) {
                    assertThatThrownBy(() -> signature.initVerify(TestKeys.pair(other).getPublic()))
                            .as("%s with %s", algorithm, other)
                            .isInstanceOf(InvalidKeyException.class);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("algorithmsAndKeys")
    void parametersAreRefused(String algorithm, KeySpec spec) throws GeneralSecurityException {
        Signature signature = kms().signature(algorithm);
        signature.initSign(handle(spec));
        assertThat(signature.getParameters()).isNull();
        List<AlgorithmParameterSpec> refused =
                new ArrayList<>(
                        List.of(
                                new EdDSAParameterSpec(true),
                                new EdDSAParameterSpec(false, new byte[3])));
        if (spec == KeySpec.ED25519) {
            refused.add(new ContextParameterSpec(new byte[3])); // of ML-DSA: MlDsaContextTest
        }
        for (AlgorithmParameterSpec parameters : refused) {
            assertThatThrownBy(() -> signature.setParameter(parameters))
                    .isInstanceOf(InvalidAlgorithmParameterException.class);
        }
        signature.update(new byte[9]);
        assertThat(signature.sign()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("algorithmsAndKeys")
    void changedSignatureIsNotTaken(String algorithm, KeySpec spec)
            throws GeneralSecurityException {
        Signature signature = kms().signature(algorithm);
        signature.initSign(handle(spec));
        signature.update(new byte[9]);
        byte[] value = signature.sign();
        signature.initVerify(pairs.get(spec).getPublic());
        int step = Math.max(1, value.length / 40);
        for (int i = 0; i < value.length; i += step) {
            value[i] ^= 1;
            assertThat(isTaken(signature, value)).as("byte %d", i).isFalse();
            value[i] ^= 1;
        }
        for (int length : new int[] {0, 1, value.length - 1, value.length + 1}) {
            byte[] other = Arrays.copyOf(value, length);
            assertThat(isTaken(signature, other)).as("%d bytes", length).isFalse();
        }
        assertThat(isTaken(signature, value)).isTrue();
    }

    private static boolean isTaken(Signature signature, byte[] value) throws SignatureException {
        signature.update(new byte[9]);
        try {
            return signature.verify(value);
        } catch (SignatureException malformed) {
            return false;
        }
    }
}
