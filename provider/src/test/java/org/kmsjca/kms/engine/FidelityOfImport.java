package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kmsjca.kms.engine.FidelityKms.MATERIAL;
import static org.kmsjca.kms.engine.FidelityKms.NONE;
import static org.kmsjca.kms.engine.FidelityKms.refused;

import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeySpec;
import org.kmsjca.WrappingAlgorithm;

/** GetParametersForImport, ImportKeyMaterial, DeleteKeyMaterial. */
final class FidelityOfImport {
    private static final String PARAMETERS = "GetParametersForImport";
    private static final String IMPORT = "ImportKeyMaterial";
    private static final String DELETE = "DeleteKeyMaterial";
    private static final byte[] TEXT = {1, 2, 3};

    static final List<FidelityRule> RULES =
            List.of(
                    // D21 GetParametersForImport
                    new FidelityRule(
                            PARAMETERS,
                            "RSA_2048 or EC_SM2, for 24 hours, for more than one import",
                            kms -> {
                                String keyId = kms.external(KeySpec.ALIYUN_AES_256);
                                ImportParameters parameters = kms.parameters(keyId);
                                assertThat(parameters.publicKey().getAlgorithm()).isEqualTo("RSA");
                                assertThat(parameters.tokenExpireTime())
                                        .isEqualTo(kms.clock.instant().plus(Duration.ofHours(24)));
                                assertThat(
                                                kms.engine()
                                                        .imports()
                                                        .parameters(
                                                                keyId,
                                                                KeySpec.EC_SM2,
                                                                WrappingAlgorithm.SM2PKE)
                                                        .publicKey())
                                        .isNotNull();
                                bring(kms, keyId, parameters, MATERIAL);
                                kms.engine().imports().deleteMaterial(keyId);
                                bring(kms, keyId, parameters, MATERIAL);
                            }),
                    // D21 Responses
                    new FidelityRule(
                            PARAMETERS,
                            "of Origin EXTERNAL only",
                            kms -> {
                                String keyId = kms.aes();
                                refused("Unsupported.Origin", 400, () -> kms.parameters(keyId));
                            }),
                    // D21 ImportKeyMaterial
                    new FidelityRule(
                            IMPORT,
                            "AES 32 bytes, SM4 16 bytes",
                            kms -> {
                                String aes = kms.external(KeySpec.ALIYUN_AES_256);
                                refused(
                                        "InvalidKeyMaterial",
                                        400,
                                        () -> kms.importMaterial(aes, new byte[31], null));
                                kms.importMaterial(aes, MATERIAL, null);
                                assertThat(kms.state(aes)).isEqualTo("Enabled");
                                String sm4 = kms.external(KeySpec.ALIYUN_SM4);
                                kms.importMaterial(sm4, new byte[16], null);
                                assertThat(kms.state(sm4)).isEqualTo("Enabled");
                            }),
                    // D21 ImportKeyMaterial: "you cannot import different key material"
                    new FidelityRule(
                            IMPORT,
                            "the first material is the CMK's for good",
                            kms -> {
                                String keyId = kms.imported();
                                kms.engine().imports().deleteMaterial(keyId);
                                refused(
                                        "InvalidKeyMaterial",
                                        400,
                                        () -> kms.importMaterial(keyId, new byte[32], null));
                                kms.importMaterial(keyId, MATERIAL, null);
                            }),
                    // D21 Responses
                    new FidelityRule(
                            IMPORT,
                            "the token is this CMK's and not older than 24 hours",
                            kms -> {
                                String keyId = kms.external(KeySpec.ALIYUN_AES_256);
                                ImportParameters foreign =
                                        kms.parameters(kms.external(KeySpec.ALIYUN_AES_256));
                                refused(
                                        "InvalidImportToken",
                                        400,
                                        () -> bring(kms, keyId, foreign, MATERIAL));
                                ImportParameters own = kms.parameters(keyId);
                                kms.clock.advance(Duration.ofHours(24).plusSeconds(1));
                                refused(
                                        "ExpiredImportToken",
                                        400,
                                        () -> bring(kms, keyId, own, MATERIAL));
                            }),
                    // D21 ImportKeyMaterial: KeyMaterialExpireUnix
                    new FidelityRule(
                            IMPORT,
                            "expired material is gone until it is imported again",
                            kms -> {
                                String keyId = kms.external(KeySpec.ALIYUN_AES_256);
                                refused(
                                        "InvalidParameter",
                                        () ->
                                                kms.importMaterial(
                                                        keyId, MATERIAL, Duration.ofSeconds(-1)));
                                kms.importMaterial(keyId, MATERIAL, Duration.ofDays(1));
                                CiphertextBlob blob = kms.encrypt(keyId, TEXT, NONE);
                                kms.passDays(1);
                                refused(
                                        "Rejected.PendingImport",
                                        409,
                                        () -> kms.encrypt(keyId, TEXT, NONE));
                                assertThat(kms.state(keyId)).isEqualTo("PendingImport");
                                kms.importMaterial(keyId, MATERIAL, null);
                                assertThat(kms.decrypt(blob, NONE)).isEqualTo(TEXT);
                            }),
                    // D21, zh table of states
                    new FidelityRule(
                            IMPORT,
                            "not in PendingDeletion",
                            kms -> {
                                String keyId = kms.imported();
                                kms.engine().keys().scheduleDeletion(keyId, 7);
                                refused(
                                        "Rejected.StateModifiedFailed",
                                        409,
                                        () -> kms.importMaterial(keyId, MATERIAL, null));
                            }),
                    // ANT: RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD; HELP import-key-material-
                    // into-an-asymmetric-key
                    new FidelityRule(
                            IMPORT,
                            "a private key: an AES key by OAEP, and PKCS#8 by AES-256-ECB",
                            kms -> {
                                KeyPair pair = pair("secp256r1");
                                String keyId = kms.external(KeySpec.EC_P256);
                                importPrivateKey(kms, keyId, pair);
                                assertThat(kms.engine().asymmetric().getPublicKey(keyId, null))
                                        .isEqualTo(pair.getPublic());
                            }),
                    // D21 DeleteKeyMaterial, zh table of states
                    new FidelityRule(
                            DELETE,
                            "the CMK waits; one in PendingDeletion keeps state and date",
                            kms -> {
                                String keyId = kms.imported();
                                kms.engine().imports().deleteMaterial(keyId);
                                assertThat(kms.state(keyId)).isEqualTo("PendingImport");
                                String going = kms.imported();
                                kms.engine().keys().scheduleDeletion(going, 7);
                                var date = kms.describe(going).deleteDate();
                                kms.engine().imports().deleteMaterial(going);
                                assertThat(kms.state(going)).isEqualTo("PendingDeletion");
                                assertThat(kms.describe(going).deleteDate()).isEqualTo(date);
                            }),
                    // D21 Responses
                    new FidelityRule(
                            DELETE,
                            "of Origin EXTERNAL only",
                            kms -> {
                                String keyId = kms.aes();
                                refused(
                                        "Unsupported.Origin",
                                        400,
                                        () -> kms.engine().imports().deleteMaterial(keyId));
                            }));

    private FidelityOfImport() {}

    private static void bring(
            FidelityKms kms, String keyId, ImportParameters parameters, byte[] material)
            throws Exception {
        kms.engine()
                .imports()
                .importMaterial(
                        keyId,
                        FidelityKms.oaep(parameters.publicKey(), material),
                        parameters.importToken(),
                        null);
    }

    private static KeyPair pair(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static void importPrivateKey(FidelityKms kms, String keyId, KeyPair pair)
            throws Exception {
        ImportParameters parameters =
                kms.engine()
                        .imports()
                        .parameters(
                                keyId,
                                KeySpec.RSA_2048,
                                WrappingAlgorithm.RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD);
        kms.engine()
                .imports()
                .importMaterial(
                        keyId,
                        wrapped(parameters.publicKey(), pair.getPrivate().getEncoded()),
                        parameters.importToken(),
                        null);
    }

    private static byte[] wrapped(PublicKey key, byte[] privateKey) throws Exception {
        byte[] ephemeral = new byte[32];
        Cipher aes = Cipher.getInstance("AES/ECB/PKCS5Padding", "SunJCE");
        aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(ephemeral, "AES"));
        ByteArrayOutputStream material = new ByteArrayOutputStream();
        material.write(FidelityKms.oaep(key, ephemeral));
        material.write(aes.doFinal(privateKey));
        return material.toByteArray();
    }
}
