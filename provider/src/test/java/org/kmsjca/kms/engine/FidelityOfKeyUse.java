package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kmsjca.kms.engine.FidelityKms.refused;

import java.util.List;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.Plaintext;
import org.kmsjca.SignatureValue;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.Verification;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.kms.AsymmetricCalls;
import org.kmsjca.kms.MacCalls;

/** The calls on asymmetric and MAC keys. */
final class FidelityOfKeyUse {
    private static final SigningAlgorithm ECDSA = SigningAlgorithm.ECDSA_SHA_256;
    private static final WrappingAlgorithm OAEP_1 = WrappingAlgorithm.RSAES_OAEP_SHA_1;
    private static final WrappingAlgorithm OAEP_256 = WrappingAlgorithm.RSAES_OAEP_SHA_256;

    static final List<FidelityRule> RULES =
            List.of(
                    // D21, GO AsymmetricSign: Digest, KeyVersionId; META AsymmetricVerify: Value
                    new FidelityRule(
                            "AsymmetricSign, AsymmetricVerify",
                            "of a 32-byte digest, with a key version; Value says false",
                            kms -> {
                                String keyId = kms.create(KeySpec.EC_P256);
                                String version = versionOf(kms, keyId);
                                AsymmetricCalls calls = kms.engine().asymmetric();
                                byte[] digest = new byte[32];
                                SignatureValue signed = calls.sign(keyId, version, ECDSA, digest);
                                assertThat(signed.keyId()).isEqualTo(keyId);
                                assertThat(signed.keyVersionId()).isEqualTo(version);
                                byte[] value = signed.toByteArray();
                                assertThat(calls.verify(keyId, version, ECDSA, digest, value))
                                        .isEqualTo(new Verification(keyId, version, true));
                                value[value.length - 1] ^= 1;
                                assertThat(calls.verify(keyId, version, ECDSA, digest, value))
                                        .isEqualTo(new Verification(keyId, version, false));
                                refused(
                                        "InvalidParameter",
                                        400,
                                        () -> calls.sign(keyId, version, ECDSA, new byte[31]));
                                refused(
                                        "Forbidden.KeyVersionNotFound",
                                        404,
                                        () -> calls.sign(keyId, "none", ECDSA, digest));
                            }),
                    // META AsymmetricEncrypt: 190 and 214 bytes under RSA_2048
                    new FidelityRule(
                            "AsymmetricEncrypt, AsymmetricDecrypt",
                            "by OAEP up to 190 and 214 bytes under RSA_2048",
                            kms -> {
                                String keyId = decrypting(kms, KeySpec.RSA_2048);
                                assertMost(kms, keyId, OAEP_256, 190);
                                assertMost(kms, keyId, OAEP_1, 214);
                            }),
                    // META AsymmetricEncrypt: 6047 bytes, ciphertexts of up to 6144
                    new FidelityRule(
                            "AsymmetricEncrypt, AsymmetricDecrypt",
                            "by SM2PKE up to 6047 bytes",
                            kms ->
                                    assertMost(
                                            kms,
                                            decrypting(kms, KeySpec.EC_SM2),
                                            WrappingAlgorithm.SM2PKE,
                                            6047)),
                    // META: Rejected.UnsupportedOperation of the calls on asymmetric keys
                    new FidelityRule(
                            "AsymmetricEncrypt",
                            "not by a CMK for signatures",
                            kms -> {
                                String keyId = kms.create(KeySpec.RSA_2048);
                                refused(
                                        "Rejected.UnsupportedOperation",
                                        400,
                                        () ->
                                                kms.engine()
                                                        .asymmetric()
                                                        .encrypt(
                                                                keyId,
                                                                null,
                                                                OAEP_256,
                                                                new byte[1]));
                            }),
                    // GO GenerateMac: Algorithm goes with the key's spec
                    new FidelityRule(
                            "GenerateMac, VerifyMac",
                            "by the algorithm of the KeySpec; Value says false",
                            kms -> {
                                String keyId = kms.create(KeySpec.HMAC_SHA_256);
                                MacCalls calls = kms.engine().macs();
                                byte[] message = {1, 2, 3};
                                byte[] mac =
                                        calls.generate(keyId, KeySpec.HMAC_SHA_256, message)
                                                .toByteArray();
                                assertThat(mac).hasSize(32);
                                assertThat(calls.verify(keyId, null, message, mac).valid())
                                        .isTrue();
                                assertThat(calls.verify(keyId, null, new byte[1], mac).valid())
                                        .isFalse();
                                refused(
                                        "InvalidParameter",
                                        400,
                                        () -> calls.generate(keyId, KeySpec.HMAC_SHA_512, message));
                            }));

    private FidelityOfKeyUse() {}

    private static String versionOf(FidelityKms kms, String keyId) {
        return kms.describe(keyId).versions().get(0).keyVersionId();
    }

    private static String decrypting(FidelityKms kms, KeySpec spec) {
        return kms.engine()
                .creations()
                .createKey(CmkSpec.builder(spec).usage(KeyUsage.ENCRYPT_DECRYPT).build())
                .keyId();
    }

    private static void assertMost(
            FidelityKms kms, String keyId, WrappingAlgorithm algorithm, int most) {
        AsymmetricCalls calls = kms.engine().asymmetric();
        String version = versionOf(kms, keyId);
        byte[] text = new byte[most];
        byte[] ciphertext = calls.encrypt(keyId, version, algorithm, text).toByteArray();
        assertThat(calls.decrypt(keyId, version, algorithm, ciphertext))
                .isEqualTo(new Plaintext(keyId, version, text));
        refused(
                "InvalidParameter",
                400,
                () -> calls.encrypt(keyId, version, algorithm, new byte[most + 1]));
    }
}
