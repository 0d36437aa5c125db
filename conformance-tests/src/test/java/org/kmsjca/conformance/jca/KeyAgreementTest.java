package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** ECDH on every curve: what one party computes is what the other computes. */
class KeyAgreementTest extends SharedKms {
    private final Map<KeySpec, Key> handles = new EnumMap<>(KeySpec.class);

    @Override
    protected void prepare() {
        for (KeySpec curve : curves()) {
            kms().create(curve.toString(), curve, KeyUsage.KEY_AGREEMENT);
            handles.put(curve, kms().handle(curve.toString()));
        }
        kms().create("rsa", KeySpec.RSA_2048);
        kms().create("sign", KeySpec.EC_P256);
        kms().create("aes", KeySpec.ALIYUN_AES_256);
    }

    private Key handle(KeySpec spec) {
        return kms().present(handles.get(spec), spec.toString());
    }

    static List<String> algorithms() {
        return List.of(
                "ECDH",
                "ECDHwithSHA1KDF",
                "ECDHwithSHA224KDF",
                "ECDHwithSHA256KDF",
                "ECDHwithSHA384KDF",
                "ECDHwithSHA512KDF",
                "ECDHwithSHA256HKDF",
                "ECDHwithSHA384HKDF",
                "ECDHwithSHA512HKDF");
    }

    static List<KeySpec> curves() {
        return List.of(KeySpec.EC_P256, KeySpec.EC_P256K, KeySpec.EC_P384, KeySpec.EC_P521);
    }

    private static List<Provider> peers(KeySpec curve) {
        return curve == KeySpec.EC_P256K
                ? List.of(Peers.BOUNCY_CASTLE)
                : List.of(Peers.SUN_EC, Peers.BOUNCY_CASTLE);
    }

    private KeyAgreement ours(KeySpec curve) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", kms().provider());
        agreement.init(handle(curve));
        return agreement;
    }

    private byte[] agreed(KeySpec curve, PublicKey peer) throws GeneralSecurityException {
        KeyAgreement agreement = ours(curve);
        assertThat(agreement.doPhase(peer, true)).isNull();
        return agreement.generateSecret();
    }

    private PublicKey publicKey(KeySpec curve) {
        return kms().publicKey(curve.toString());
    }

    @ParameterizedTest
    @MethodSource("curves")
    void bothPartiesHaveOneSecret(KeySpec curve) throws GeneralSecurityException {
        for (int i = 0; i < 20; i++) {
            KeyPair other = TestKeys.newPair(curve);
            byte[] secret = agreed(curve, other.getPublic());
            assertThat(secret).hasSize((curve.bits() + 7) / 8);
            for (Provider provider : peers(curve)) {
                KeyAgreement theirs = KeyAgreement.getInstance("ECDH", provider);
                theirs.init(other.getPrivate());
                theirs.doPhase(publicKey(curve), true);
                assertThat(theirs.generateSecret()).as(provider.getName()).isEqualTo(secret);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("curves")
    void twoKeysOfTheKmsAgree(KeySpec curve) throws GeneralSecurityException {
        String alias = "second-" + curve;
        kms().create(alias, curve, KeyUsage.KEY_AGREEMENT);
        KeyAgreement second = KeyAgreement.getInstance("ECDH", kms().provider());
        second.init(kms().handle(alias));
        second.doPhase(publicKey(curve), true);
        assertThat(second.generateSecret()).isEqualTo(agreed(curve, kms().publicKey(alias)));
    }

    @ParameterizedTest
    @MethodSource("curves")
    void secretComesInEveryForm(KeySpec curve) throws GeneralSecurityException {
        PublicKey other = TestKeys.newPair(curve).getPublic();
        byte[] expected = agreed(curve, other);
        KeyAgreement agreement = ours(curve);
        agreement.doPhase(other, true);
        SecretKey premaster = agreement.generateSecret("TlsPremasterSecret");
        assertThat(premaster.getAlgorithm()).isEqualTo("TlsPremasterSecret");
        assertThat(premaster.getFormat()).isEqualTo("RAW");
        assertThat(premaster.getEncoded()).isEqualTo(expected);
        agreement.doPhase(other, true);
        byte[] output = new byte[expected.length + 9];
        assertThat(agreement.generateSecret(output, 4)).isEqualTo(expected.length);
        assertThat(Arrays.copyOfRange(output, 4, 4 + expected.length)).isEqualTo(expected);
    }

    @Test
    void secretNeedsRoomAndWaitsForIt() throws GeneralSecurityException {
        PublicKey other = TestKeys.newPair(KeySpec.EC_P256).getPublic();
        KeyAgreement agreement = ours(KeySpec.EC_P256);
        agreement.doPhase(other, true);
        assertThatThrownBy(() -> agreement.generateSecret(new byte[31], 0))
                .isInstanceOf(ShortBufferException.class);
        byte[] output = new byte[32];
        assertThat(agreement.generateSecret(output, 0)).isEqualTo(32);
        assertThat(output).isEqualTo(agreed(KeySpec.EC_P256, other));
    }

    @Test
    void secretIsNoKeyOfAnotherAlgorithm() throws GeneralSecurityException {
        PublicKey other = TestKeys.newPair(KeySpec.EC_P256).getPublic();
        KeyAgreement agreement = ours(KeySpec.EC_P256);
        agreement.doPhase(other, true);
        for (String algorithm : new String[] {"AES", "HmacSHA256", "", null}) {
            assertThatThrownBy(() -> agreement.generateSecret(algorithm))
                    .isInstanceOf(NoSuchAlgorithmException.class);
        }
        assertThat(agreement.generateSecret()).isEqualTo(agreed(KeySpec.EC_P256, other));
    }

    @Test
    void phasesComeInOrder() throws GeneralSecurityException {
        PublicKey other = TestKeys.newPair(KeySpec.EC_P256).getPublic();
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", kms().provider());
        assertThatThrownBy(() -> agreement.doPhase(other, true))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(agreement::generateSecret).isInstanceOf(IllegalStateException.class);
        agreement.init(handle(KeySpec.EC_P256));
        assertThatThrownBy(agreement::generateSecret).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> agreement.doPhase(other, false))
                .isInstanceOf(IllegalStateException.class);
        agreement.doPhase(other, true);
        assertThatThrownBy(() -> agreement.doPhase(other, true))
                .as("a second phase")
                .isInstanceOf(IllegalStateException.class);
        agreement.generateSecret();
        assertThatThrownBy(agreement::generateSecret).isInstanceOf(IllegalStateException.class);
        agreement.doPhase(other, true);
        agreement.init(handle(KeySpec.EC_P256));
        assertThatThrownBy(agreement::generateSecret)
                .as("init forgets the other party")
                .isInstanceOf(IllegalStateException.class);
    }

    /** Threads that share one object, against its contract, get the secret or a refusal. */
    @Test
    void threadsGetTheSecretOrARefusal() throws Exception {
        KeyPair other = TestKeys.newPair(KeySpec.EC_P256);
        KeyAgreement theirs = KeyAgreement.getInstance("ECDH");
        theirs.init(other.getPrivate());
        theirs.doPhase(kms().publicKey(KeySpec.EC_P256.toString()), true);
        byte[] secret = theirs.generateSecret();
        KeyAgreement shared = KeyAgreement.getInstance("ECDH", kms().provider());
        Callable<Integer> work =
                () -> {
                    int agreed = 0;
                    for (int i = 0; i < 1500; i++) {
                        try {
                            shared.init(kms().handle(KeySpec.EC_P256.toString()));
                            shared.doPhase(other.getPublic(), true);
                            assertThat(shared.generateSecret()).isEqualTo(secret);
                            agreed++;
                        } catch (IllegalStateException e) {
                            // another thread was faster
                        }
                    }
                    return agreed;
                };
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            int agreed = 0;
            for (Future<Integer> each : threads.invokeAll(List.of(work, work, work))) {
                agreed += each.get();
            }
            assertThat(agreed).isPositive();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void parametersAreRefused() throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", kms().provider());
        var spec = new ECGenParameterSpec("secp256r1");
        assertThatThrownBy(() -> agreement.init(handle(KeySpec.EC_P256), spec))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    @Test
    void onlyHandlesOfEllipticCurveKeysAgree() throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", kms().provider());
        kms().create("sm2", KeySpec.EC_SM2);
        List<Key> wrong = new ArrayList<>();
        for (String alias : List.of("rsa", "aes", "sm2")) {
            wrong.add(kms().handle(alias));
        }
        wrong.add(TestKeys.pair(KeySpec.EC_P256).getPrivate());
        wrong.add(publicKey(KeySpec.EC_P256));
        wrong.add(null);
        for (Key key : wrong) {
            assertThatThrownBy(() -> agreement.init(key)).isInstanceOf(InvalidKeyException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("curves")
    void keyOfAnotherCurveOrAlgorithmIsRefused(KeySpec curve) throws GeneralSecurityException {
        KeyAgreement agreement = ours(curve);
        List<Key> wrong = new ArrayList<>();
        for (KeySpec other : curves()) {
            if (other != curve) {
                wrong.add(TestKeys.newPair(other).getPublic());
            }
        }
        wrong.add(TestKeys.newPair(KeySpec.EC_SM2).getPublic());
        wrong.add(TestKeys.pair(KeySpec.RSA_2048).getPublic());
        wrong.add(TestKeys.newPair(KeySpec.ED25519).getPublic());
        wrong.add(
                TestKeys.newPair(
                                "EC",
                                Peers.BOUNCY_CASTLE,
                                new ECGenParameterSpec("brainpoolP256r1"))
                        .getPublic());
        wrong.add(TestKeys.newPair(curve).getPrivate());
        wrong.add(handle(curve));
        wrong.add(TestKeys.aes(256));
        wrong.add(null);
        for (Key key : wrong) {
            assertThatThrownBy(() -> agreement.doPhase(key, true))
                    .isInstanceOf(InvalidKeyException.class);
        }
        PublicKey right = TestKeys.newPair(curve).getPublic();
        agreement.doPhase(right, true);
        assertThat(agreement.generateSecret()).isEqualTo(agreed(curve, right));
    }

    /** The invalid-curve attack: points that are not on the curve, in keys that say they are. */
    @ParameterizedTest
    @MethodSource("curves")
    void pointThatIsNotOnTheCurveIsRefused(KeySpec curve) throws GeneralSecurityException {
        KeyAgreement agreement = ours(curve);
        for (PublicKey invalid : UncheckedEcKey.invalid(TestKeys.newPair(curve))) {
            assertThatThrownBy(() -> agreement.doPhase(invalid, true))
                    .as(invalid.toString())
                    .isInstanceOf(InvalidKeyException.class);
        }
        assertThatThrownBy(agreement::generateSecret).isInstanceOf(IllegalStateException.class);
    }
}
