package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;

/** The calls of one session that carry data; used by one thread at a time. */
interface SessionCalls {
    void signInit(CK_MECHANISM mechanism, long key) throws PKCS11Exception;

    byte[] sign(byte[] data) throws PKCS11Exception;

    void signUpdate(byte[] part) throws PKCS11Exception;

    byte[] signFinal() throws PKCS11Exception;

    void encryptInit(CK_MECHANISM mechanism, long key) throws PKCS11Exception;

    byte[] encrypt(byte[] data) throws PKCS11Exception;

    byte[] encryptUpdate(byte[] part) throws PKCS11Exception;

    byte[] encryptFinal() throws PKCS11Exception;

    void decryptInit(CK_MECHANISM mechanism, long key) throws PKCS11Exception;

    byte[] decrypt(byte[] data) throws PKCS11Exception;

    byte[] decryptUpdate(byte[] part) throws PKCS11Exception;

    byte[] decryptFinal() throws PKCS11Exception;

    /** So many bytes of the token's random numbers. */
    byte[] generateRandom(int length) throws PKCS11Exception;
}
