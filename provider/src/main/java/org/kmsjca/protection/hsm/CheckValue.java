package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_GCM_PARAMS;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import java.util.Arrays;

/**
 * What the store keeps of a secret key to know it again: a question and the key's answer. The
 * question is a random block of its own, the answer is sealed.
 *
 * @param form how the question is put
 * @param code CKM, as the token has it
 * @param question in hexadecimal digits
 * @param sealed the answer, encrypted under a key of the store, in hexadecimal digits
 */
record CheckValue(Form form, long code, String question, String sealed) {
    /** The operations that may answer. Their names are in the store. */
    enum Form {
        MAC,
        CBC_ENCRYPTION,
        ECB_ENCRYPTION,
        CTR_ENCRYPTION,
        GCM_ENCRYPTION,
        CBC_DECRYPTION,
        ECB_DECRYPTION;

        boolean isDecryption() {
            return this == CBC_DECRYPTION || this == ECB_DECRYPTION;
        }

        CK_MECHANISM mechanism(long code, byte[] question) {
            Object parameters =
                    switch (this) {
                        case MAC, ECB_ENCRYPTION, ECB_DECRYPTION -> null;
                        case CBC_ENCRYPTION, CBC_DECRYPTION -> new byte[HsmCipher.BLOCK];
                        case CTR_ENCRYPTION -> CtrCipher.parameters(question);
                        case GCM_ENCRYPTION -> gcm(question);
                    };
            return TokenSession.mechanism(code, parameters);
        }

        private static CK_GCM_PARAMS gcm(byte[] question) {
            var parameters = new CK_GCM_PARAMS();
            parameters.pIv = Arrays.copyOf(question, 12);
            parameters.ulTagBits = 128;
            return parameters;
        }
    }
}
