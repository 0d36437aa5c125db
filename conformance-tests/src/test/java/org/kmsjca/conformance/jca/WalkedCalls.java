package org.kmsjca.conformance.jca;

import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import org.kmsjca.CmkSpec;
import org.kmsjca.DataKeyPairSpec;
import org.kmsjca.DataKeySpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.PageRequest;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.MaterialWrapping;
import org.kmsjca.conformance.support.TestKeys;

/** Every call of the KMS that a state may decide on, by its name, as a program makes it. */
final class WalkedCalls {
    private static final EncryptionContext NONE = EncryptionContext.empty();
    private static final WrappingAlgorithm OAEP = WrappingAlgorithm.RSAES_OAEP_SHA_256;
    private static final byte[] MESSAGE = new byte[4];

    private WalkedCalls() {}

    /** A call, ready to be made. */
    interface Action {
        void run() throws Exception;
    }

    /** Gets everything ready that needs the key while it is enabled. */
    static Action prepare(String call, KmsUnderTest under, WalkedKey key) throws Exception {
        return switch (call) {
            case "Encrypt",
                    "Decrypt",
                    "ReEncrypt",
                    "ReEncryptToIt",
                    "GenerateDataKey",
                    "GenerateDataKeyWithoutPlaintext",
                    "GenerateDataKeyPair",
                    "GenerateDataKeyPairWithoutPlaintext",
                    "GenerateAndExportDataKey",
                    "ExportDataKey" ->
                    dataCall(call, under.kms(), key.keyId());
            case "CipherEncrypt",
                    "CipherDecrypt",
                    "GenerateMac",
                    "AsymmetricDecrypt",
                    "AsymmetricSign",
                    "DeriveSharedSecret" ->
                    handleCall(call, under, under.handle(key.alias()));
            case "Kms.asymmetricSign",
                    "Kms.asymmetricVerify",
                    "Kms.asymmetricEncrypt",
                    "Kms.asymmetricDecrypt",
                    "Kms.generateMac",
                    "Kms.verifyMac" ->
                    keyCall(call, under.kms(), key.keyId());
            case "GetParametersForImport", "DeleteKeyMaterial", "ImportKeyMaterial" ->
                    importCall(call, under, key);
            case "CreateAlias", "UpdateAlias", "DeleteAlias", "ListAliases", "ListAliasesByKeyId" ->
                    aliasCall(call, under.kms(), key);
            default -> administrativeCall(call, under.kms(), key.keyId());
        };
    }

    private static Action dataCall(String call, Kms kms, String id) {
        DataKeySpec spec = DataKeySpec.of(id);
        PublicKey recipient = TestKeys.pair(KeySpec.RSA_2048).getPublic();
        return switch (call) {
            case "Encrypt" -> () -> kms.encrypt(id, MESSAGE, NONE);
            case "Decrypt" -> {
                byte[] blob = kms.encrypt(id, MESSAGE, NONE).toByteArray();
                yield () -> kms.decrypt(blob, NONE);
            }
            case "ReEncrypt" -> {
                byte[] blob = kms.encrypt(id, MESSAGE, NONE).toByteArray();
                String to = newKey(kms);
                yield () -> kms.reEncrypt(blob, NONE, to, NONE);
            }
            case "ReEncryptToIt" -> {
                byte[] blob = kms.encrypt(newKey(kms), MESSAGE, NONE).toByteArray();
                yield () -> kms.reEncrypt(blob, NONE, id, NONE);
            }
            case "GenerateDataKey" -> () -> kms.generateDataKey(spec);
            case "GenerateDataKeyWithoutPlaintext" ->
                    () -> kms.generateDataKeyWithoutPlaintext(spec);
            case "GenerateDataKeyPair" ->
                    () -> kms.generateDataKeyPair(DataKeyPairSpec.of(id, KeySpec.EC_P256));
            case "GenerateDataKeyPairWithoutPlaintext" ->
                    () ->
                            kms.generateDataKeyPairWithoutPlaintext(
                                    DataKeyPairSpec.of(id, KeySpec.EC_P256));
            case "GenerateAndExportDataKey" ->
                    () -> kms.generateAndExportDataKey(spec, recipient, OAEP);
            default -> {
                byte[] edk = kms.generateDataKeyWithoutPlaintext(spec).toByteArray();
                yield () -> kms.exportDataKey(edk, NONE, recipient, OAEP);
            }
        };
    }

    private static Action keyCall(String call, Kms kms, String id) {
        byte[] digest = new byte[SigningAlgorithm.DIGEST_LENGTH];
        SigningAlgorithm ecdsa = SigningAlgorithm.ECDSA_SHA_256;
        return switch (call) {
            case "Kms.asymmetricSign" -> () -> kms.asymmetricSign(id, ecdsa, digest);
            case "Kms.asymmetricVerify" -> {
                byte[] value = kms.asymmetricSign(id, ecdsa, digest).toByteArray();
                yield () -> kms.asymmetricVerify(id, ecdsa, digest, value);
            }
            case "Kms.asymmetricEncrypt" -> () -> kms.asymmetricEncrypt(id, OAEP, MESSAGE);
            case "Kms.asymmetricDecrypt" -> {
                byte[] ciphertext = kms.asymmetricEncrypt(id, OAEP, MESSAGE).toByteArray();
                yield () -> kms.asymmetricDecrypt(id, OAEP, ciphertext);
            }
            case "Kms.generateMac" -> () -> kms.generateMac(id, MESSAGE);
            default -> () -> kms.verifyMac(id, MESSAGE, new byte[32]);
        };
    }

    private static Action handleCall(String call, KmsUnderTest under, Key handle) throws Exception {
        switch (call) {
            case "CipherEncrypt", "CipherDecrypt" -> {
                Cipher cipher = under.cipher("AES/GCM/NoPadding");
                int mode = call.endsWith("Encrypt") ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
                var gcm = new SymmetricCase("AES/GCM/NoPadding", 256);
                return () -> cipher.init(mode, handle, gcm.parameters(1));
            }
            case "GenerateMac" -> {
                Mac mac = Mac.getInstance("HmacSHA256", under.provider());
                return () -> mac.init(handle);
            }
            case "AsymmetricDecrypt" -> {
                Cipher cipher = under.cipher("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
                return () -> cipher.init(Cipher.DECRYPT_MODE, handle);
            }
            case "AsymmetricSign" -> {
                var signature = under.signature("SHA256withECDSA");
                return () -> signature.initSign((PrivateKey) handle);
            }
            default -> {
                var agreement = KeyAgreement.getInstance("ECDH", under.provider());
                return () -> agreement.init(handle);
            }
        }
    }

    private static Action importCall(String call, KmsUnderTest under, WalkedKey key)
            throws Exception {
        Kms kms = under.kms();
        switch (call) {
            case "GetParametersForImport" -> {
                return () -> kms.getParametersForImport(key.keyId(), KeySpec.RSA_2048, OAEP);
            }
            case "DeleteKeyMaterial" -> {
                return () -> kms.deleteKeyMaterial(key.keyId());
            }
            default -> {
                String id = kms.describeKey("alias/" + key.alias()).keyId();
                ImportParameters parameters =
                        kms.getParametersForImport(id, KeySpec.RSA_2048, OAEP);
                byte[] material =
                        MaterialWrapping.wrap(under, key.clear(), parameters.publicKey(), OAEP);
                return () ->
                        kms.importKeyMaterial(
                                key.keyId(), material, parameters.importToken(), Optional.empty());
            }
        }
    }

    private static Action aliasCall(String call, Kms kms, WalkedKey key) {
        String another = key.alias() + "-another";
        return switch (call) {
            case "CreateAlias" -> () -> kms.createAlias(another, key.keyId());
            case "UpdateAlias" -> {
                kms.createAlias(another, newKey(kms));
                yield () -> kms.updateAlias(another, key.keyId());
            }
            case "DeleteAlias" -> () -> kms.deleteAlias(key.alias());
            case "ListAliases" -> () -> kms.listAliases(PageRequest.FIRST);
            default -> () -> kms.listAliasesByKeyId(key.keyId(), PageRequest.FIRST);
        };
    }

    private static Action administrativeCall(String call, Kms kms, String id) {
        return switch (call) {
            case "CreateKey" -> () -> kms.createKey(CmkSpec.of(KeySpec.ALIYUN_AES_128));
            case "ListKeys" -> () -> kms.listKeys(KeyFilter.ALL, PageRequest.FIRST);
            case "DescribeKey" -> () -> kms.describeKey(id);
            case "DescribeKeyVersion" -> {
                String version = kms.describeKey(id).versions().get(0).keyVersionId();
                yield () -> kms.describeKeyVersion(id, version);
            }
            case "ListKeyVersions" -> () -> kms.listKeyVersions(id, PageRequest.FIRST);
            case "GetPublicKey" -> () -> kms.getPublicKey(id);
            case "CreateKeyVersion" -> () -> kms.createKeyVersion(id);
            case "UpdateRotationPolicy" ->
                    () -> kms.enableAutomaticRotation(id, Duration.ofDays(30));
            case "UpdateKeyDescription" -> () -> kms.updateKeyDescription(id, "new");
            case "TagResource" -> () -> kms.tagResource(id, Map.of("team", "orders"));
            case "UntagResource" -> () -> kms.untagResource(id, List.of("team"));
            case "ListResourceTags" -> () -> kms.listResourceTags(id);
            case "EnableKey" -> () -> kms.enableKey(id);
            case "DisableKey" -> () -> kms.disableKey(id);
            case "ScheduleKeyDeletion" -> () -> kms.scheduleKeyDeletion(id, 7);
            case "CancelKeyDeletion" -> () -> kms.cancelKeyDeletion(id);
            case "EnableDeletionProtection" -> () -> kms.enableDeletionProtection(id, "mine");
            case "DisableDeletionProtection" -> () -> kms.disableDeletionProtection(id);
            default -> throw new AssertionError("no call " + call);
        };
    }

    private static String newKey(Kms kms) {
        return kms.createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
    }
}
