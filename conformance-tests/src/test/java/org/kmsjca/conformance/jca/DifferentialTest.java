package org.kmsjca.conformance.jca;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kmsjca.KeySpec;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.Sm2CipherSpec;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;
import org.kmsjca.conformance.support.TokenLimits;
import org.opentest4j.TestAbortedException;

/**
 * Ten thousand random operations, each also done by the JDK's provider or Bouncy Castle with the
 * same key. {@code -Dkms.differential.seed=} repeats a run, {@code -Dkms.differential.cases=} makes
 * it longer.
 */
class DifferentialTest extends SharedKms {
    private static final String SEED = "kms.differential.seed";
    private static final int CASES = Integer.getInteger("kms.differential.cases", 10_000);

    /** Tells the cases of a run apart: the golden ratio, as in SplitMix64. */
    private static final long STEP = 0x9E3779B97F4A7C15L;

    /** Cheap operations come often. */
    private final List<RandomOperation> ciphers = new ArrayList<>();

    private final List<RandomOperation> macs = new ArrayList<>();
    private final List<RandomOperation> privateKeys = new ArrayList<>();

    @Override
    protected void prepare() {
        List.of(ciphers, macs, privateKeys).forEach(List::clear); // of the other level
        ciphers.add(new RandomSymmetric(new SymmetricKeys(kms())));
        MacTest.specs().forEach(s -> macs.add(RandomMac.of(kms(), s, TestKeys.newSecret(s))));
        addRsa();
        addEc();
        addSm2();
        KeyPair ed25519 = TestKeys.newPair(KeySpec.ED25519);
        PrivateKey handle = kms().importForSigning("ed25519", ed25519);
        addSignature("Ed25519", Peers.SUN_EC, ed25519, handle, true);
        addSignature("Ed25519", Peers.BOUNCY_CASTLE, ed25519, handle, true);
        KeyPair mlDsa = TestKeys.newPair(KeySpec.ML_DSA_44);
        PrivateKey mlDsaHandle = kms().importForSigning("ml-dsa", mlDsa);
        addSignature("ML-DSA-44", Peers.BOUNCY_CASTLE, mlDsa, mlDsaHandle, false);
    }

    private void addSignature(
            String algorithm, Provider peer, KeyPair pair, PrivateKey key, boolean deterministic) {
        if (key != null) {
            privateKeys.add(new RandomSignature(kms(), algorithm, peer, pair, key, deterministic));
        }
    }

    private void addRsa() {
        KeyPair pair = TestKeys.pair(KeySpec.RSA_2048);
        PrivateKey signing = kms().importForSigning("rsa", pair);
        for (String algorithm : RsaSignatureTest.hashed()) {
            addSignature(algorithm, Peers.SUN_RSA_SIGN, pair, signing, true);
        }
        addSignature("RSASSA-PSS", Peers.SUN_RSA_SIGN, pair, signing, false);
        addSignature("RSASSA-PSS", Peers.BOUNCY_CASTLE, pair, signing, false);
        PrivateKey decryption = kms().importForDecryption("rsa-decryption", pair);
        for (RsaCipherCase test : RsaCipherCase.all()) {
            boolean oaep = test.digest() != null;
            privateKeys.add(
                    new RandomDecryption(
                            kms(),
                            test.transformation(),
                            oaep ? "RSA/ECB/OAEPPadding" : "RSA/ECB/PKCS1Padding",
                            Peers.SUN_JCE,
                            pair,
                            decryption,
                            100,
                            oaep ? test.meaning() : null,
                            null));
        }
    }

    private void addEc() {
        for (KeySpec curve : KeyAgreementTest.curves()) {
            KeyPair pair = TestKeys.newPair(curve);
            PrivateKey handle = kms().importForSigning(curve.toString(), pair);
            Provider peer = curve == KeySpec.EC_P256K ? Peers.BOUNCY_CASTLE : Peers.SUN_EC;
            for (String algorithm : List.of("SHA256withECDSA", "SHA512withECDSA")) {
                addSignature(algorithm, peer, pair, handle, false);
                addSignature(algorithm, Peers.BOUNCY_CASTLE, pair, handle, false);
            }
            privateKeys.add(RandomAgreement.of(kms(), curve, peer));
        }
    }

    private void addSm2() {
        KeyPair pair = TestKeys.newPair(KeySpec.EC_SM2);
        PrivateKey handle = kms().importForSigning("sm2", pair);
        if (handle == null) {
            return; // not in this token
        }
        addSignature("SM3withSM2", Peers.BOUNCY_CASTLE, pair, handle, false);
        privateKeys.add(
                new RandomDecryption(
                        kms(),
                        "SM2",
                        "SM2",
                        Peers.BOUNCY_CASTLE,
                        pair,
                        kms().importForDecryption("sm2-decryption", pair),
                        200,
                        null,
                        new Sm2CipherSpec(Sm2CipherSpec.Format.C1C2C3)));
    }

    @Test
    void weAndThePeersAgree() {
        long seed = Long.getLong(SEED, new SecureRandom().nextLong());
        // A token is slower.
        int cases = level() == ProtectionLevel.HSM ? CASES / 10 : CASES;
        System.out.printf("%d random operations, -D%s=%d%n", cases, SEED, seed);
        for (int i = 0; i < cases; i++) {
            Random random = new Random(seed + i * STEP);
            RandomOperation operation = RandomOperation.one(random, kind(random));
            try {
                operation.run(random);
            } catch (TestAbortedException leftOut) {
                // The token lacks it.
            } catch (AssertionError | RuntimeException | GeneralSecurityException e) {
                if (TokenLimits.isLack(e)) {
                    continue;
                }
                throw new AssertionError(
                        "case %d, %s: repeat with -D%s=%d".formatted(i, operation, SEED, seed), e);
            }
        }
    }

    private List<RandomOperation> kind(Random random) {
        int drawn = random.nextInt(100);
        if (drawn < 70) {
            return ciphers;
        }
        return drawn < 90 ? macs : privateKeys;
    }
}
