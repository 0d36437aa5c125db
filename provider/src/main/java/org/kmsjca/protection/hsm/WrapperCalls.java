package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;

/** Calls through the wrapper's native library, which asks for the size of each output first. */
record WrapperCalls(PKCS11 cryptoki, long handle) implements SessionCalls {
    @Override
    public void signInit(CK_MECHANISM mechanism, long key) throws PKCS11Exception {
        cryptoki.C_SignInit(handle, mechanism, key, true);
    }

    @Override
    public byte[] sign(byte[] data) throws PKCS11Exception {
        return cryptoki.C_Sign(handle, data);
    }

    @Override
    public void signUpdate(byte[] part) throws PKCS11Exception {
        cryptoki.C_SignUpdate(handle, part);
    }

    @Override
    public byte[] signFinal() throws PKCS11Exception {
        return cryptoki.C_SignFinal(handle);
    }

    @Override
    public void encryptInit(CK_MECHANISM mechanism, long key) throws PKCS11Exception {
        cryptoki.C_EncryptInit(handle, mechanism, key, true);
    }

    /** A zero-length array would reach the token as a null pointer, so nothing is passed then. */
    @Override
    public byte[] encrypt(byte[] data) throws PKCS11Exception {
        return data.length == 0
                ? cryptoki.C_EncryptFinal(handle)
                : cryptoki.C_Encrypt(handle, data);
    }

    @Override
    public byte[] encryptUpdate(byte[] part) throws PKCS11Exception {
        return cryptoki.C_EncryptUpdate(handle, part);
    }

    @Override
    public byte[] encryptFinal() throws PKCS11Exception {
        return cryptoki.C_EncryptFinal(handle);
    }

    @Override
    public void decryptInit(CK_MECHANISM mechanism, long key) throws PKCS11Exception {
        cryptoki.C_DecryptInit(handle, mechanism, key, true);
    }

    @Override
    public byte[] decrypt(byte[] data) throws PKCS11Exception {
        return cryptoki.C_Decrypt(handle, data);
    }

    @Override
    public byte[] decryptUpdate(byte[] part) throws PKCS11Exception {
        return cryptoki.C_DecryptUpdate(handle, part);
    }

    @Override
    public byte[] decryptFinal() throws PKCS11Exception {
        return cryptoki.C_DecryptFinal(handle);
    }

    @Override
    public byte[] generateRandom(int length) throws PKCS11Exception {
        byte[] random = new byte[length];
        cryptoki.C_GenerateRandom(handle, random);
        return random;
    }
}
