package org.kmsjca.conformance.jca;

import java.security.GeneralSecurityException;
import javax.crypto.SecretKey;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.MaterialWrapping;
import org.kmsjca.conformance.support.TestKeys;

/**
 * An enabled CMK that can be brought to every state: of Origin EXTERNAL with its material there, so
 * that PendingImport is a key that was used before.
 *
 * @param keyId its id, or its alias where a call is to refuse one
 * @param clear its material, empty when the KMS made it
 */
@SuppressWarnings("ArrayRecordComponent")
record WalkedKey(KmsUnderTest kms, Kind kind, String keyId, String alias, byte[] clear) {
    enum Kind {
        AES(KeySpec.ALIYUN_AES_256, KeyUsage.ENCRYPT_DECRYPT),
        MAC(KeySpec.HMAC_SHA_256, KeyUsage.GENERATE_VERIFY_MAC),
        RSA(KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT),
        EC(KeySpec.EC_P256, KeyUsage.SIGN_VERIFY),
        ECDH(KeySpec.EC_P256, KeyUsage.KEY_AGREEMENT),
        /** AES, of Origin Aliyun_KMS in every state that such a key can have. */
        KMS(KeySpec.ALIYUN_AES_256, KeyUsage.ENCRYPT_DECRYPT);

        private final KeySpec spec;
        private final KeyUsage usage;

        Kind(KeySpec spec, KeyUsage usage) {
            this.spec = spec;
            this.usage = usage;
        }
    }

    /**
     * Creates one.
     *
     * @param mustWait whether it has to be able to wait for material
     */
    static WalkedKey create(KmsUnderTest kms, Kind kind, boolean mustWait)
            throws GeneralSecurityException {
        String alias = "walked-" + System.nanoTime();
        byte[] clear = new byte[0];
        switch (kind) {
            case AES, MAC -> clear = imported(kms, kind, alias);
            case RSA -> kms.importForDecryption(alias, TestKeys.pair(kind.spec));
            case EC -> kms.importForSigning(alias, TestKeys.pair(kind.spec));
            case ECDH -> {
                String keyId = create(kms, kind, alias, Origin.EXTERNAL);
                byte[] encoded = TestKeys.pair(kind.spec).getPrivate().getEncoded();
                MaterialWrapping.importInto(kms, keyId, encoded);
            }
            case KMS -> {
                if (mustWait) {
                    clear = imported(kms, kind, alias);
                } else {
                    create(kms, kind, alias, Origin.ALIYUN_KMS);
                }
            }
        }
        return new WalkedKey(kms, kind, kms.keyId(alias), alias, clear);
    }

    private static byte[] imported(KmsUnderTest kms, Kind kind, String alias) {
        SecretKey key = TestKeys.newSecret(kind.spec);
        kms.importSecret(alias, key);
        return key.getEncoded();
    }

    private static String create(KmsUnderTest kms, Kind kind, String alias, Origin origin) {
        return kms.kms()
                .createKey(
                        CmkSpec.builder(kind.spec)
                                .usage(kind.usage)
                                .alias(alias)
                                .origin(origin)
                                .build())
                .keyId();
    }

    WalkedKey byItsAlias() {
        return new WalkedKey(kms, kind, "alias/" + alias, alias, clear);
    }

    void bring(KeyState state) {
        switch (state) {
            case ENABLED -> {}
            case DISABLED -> kms.kms().disableKey(keyId);
            case PENDING_DELETION -> kms.kms().scheduleKeyDeletion(keyId, 7);
            case PENDING_IMPORT -> kms.kms().deleteKeyMaterial(keyId);
        }
    }
}
