package org.kmsjca.protection.software.root.tpm;

import java.util.Arrays;
import javax.crypto.Cipher;
import org.kmsjca.crypto.SystemRandom;
import tss.tpm.StartAuthSessionResponse;
import tss.tpm.TPMT_SYM_DEF;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_SE;

/**
 * An HMAC or policy session, salted to a storage key of the TPM, with AES-128-CFB parameter
 * encryption (part 1, 17 to 19). Not thread-safe.
 */
final class AuthSession implements AutoCloseable {
    /** Attributes of a session, part 2, 8.4. */
    static final byte CONTINUE = 0x01;

    static final byte DECRYPT = 0x20;
    static final byte ENCRYPT = 0x40;

    private static final int NONCE = 32;
    private static final int AES_BITS = 128;

    private final TpmClient tpm;
    private final TPM_HANDLE handle;
    private final boolean policy;
    private final byte[] sessionKey;
    private byte[] nonceTpm;
    private byte[] nonceCaller;
    private boolean authValueNeeded;

    private AuthSession(
            TpmClient tpm,
            TPM_HANDLE handle,
            boolean policy,
            byte[] sessionKey,
            byte[] nonceTpm,
            byte[] nonceCaller) {
        this.tpm = tpm;
        this.handle = handle;
        this.policy = policy;
        this.sessionKey = sessionKey;
        this.nonceTpm = nonceTpm;
        this.nonceCaller = nonceCaller;
    }

    /** A session that proves knowledge of an object's authValue. */
    static AuthSession hmac(TpmClient tpm, StorageKey saltKey) {
        return start(tpm, saltKey, false);
    }

    /** A session that fulfils an object's policy. */
    static AuthSession policy(TpmClient tpm, StorageKey saltKey) {
        return start(tpm, saltKey, true);
    }

    private static AuthSession start(TpmClient tpm, StorageKey saltKey, boolean policy) {
        byte[] nonceCaller = freshNonce();
        SharedSecret salt = saltKey.newSecret("SECRET");
        try {
            StartAuthSessionResponse started =
                    tpm.StartAuthSession(
                            saltKey.handle(),
                            TPM_HANDLE.NULL,
                            nonceCaller,
                            salt.encrypted(),
                            policy ? TPM_SE.POLICY : TPM_SE.HMAC,
                            new TPMT_SYM_DEF(TPM_ALG_ID.AES, AES_BITS, TPM_ALG_ID.CFB),
                            TPM_ALG_ID.SHA256);
            byte[] sessionKey =
                    TpmCrypto.kdfA(
                            salt.clear(),
                            "ATH",
                            started.nonceTPM,
                            nonceCaller,
                            TpmCrypto.DIGEST * Byte.SIZE);
            return new AuthSession(
                    tpm, started.handle, policy, sessionKey, started.nonceTPM, nonceCaller);
        } finally {
            salt.wipe();
        }
    }

    TPM_HANDLE handle() {
        return handle;
    }

    /** After PolicyAuthValue the object's authValue is part of the HMAC's key. */
    void requireAuthValue() {
        authValueNeeded = true;
    }

    byte[] newNonceCaller() {
        nonceCaller = freshNonce();
        return nonceCaller;
    }

    /** Encrypts a command's first parameter, or decrypts a response's. */
    byte[] cryptParameter(byte[] authValue, byte[] data, int mode) {
        byte[] key = TpmCrypto.concatenate(sessionKey, authValue);
        boolean command = mode == Cipher.ENCRYPT_MODE;
        byte[] keyAndIv =
                TpmCrypto.kdfA(
                        key,
                        "CFB",
                        command ? nonceCaller : nonceTpm,
                        command ? nonceTpm : nonceCaller,
                        (TpmCrypto.AES_KEY + TpmCrypto.AES_BLOCK) * Byte.SIZE);
        try {
            return TpmCrypto.aesCfb(mode, keyAndIv, data);
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(keyAndIv, (byte) 0);
        }
    }

    /** The HMAC of a command with the hash of its parameters. */
    byte[] commandHmac(byte[] authValue, byte[] cpHash, byte attributes) {
        return hmac(authValue, cpHash, nonceCaller, nonceTpm, attributes);
    }

    /** The HMAC that a response must have; its nonce is the session's from now on. */
    byte[] responseHmac(byte[] authValue, byte[] rpHash, byte[] newNonceTpm, byte attributes) {
        nonceTpm = newNonceTpm;
        return hmac(authValue, rpHash, nonceTpm, nonceCaller, attributes);
    }

    private byte[] hmac(
            byte[] authValue, byte[] hash, byte[] newer, byte[] older, byte attributes) {
        byte[] key =
                policy && !authValueNeeded
                        ? sessionKey.clone()
                        : TpmCrypto.concatenate(sessionKey, authValue);
        try {
            return TpmCrypto.hmac(key, hash, newer, older, new byte[] {attributes});
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] freshNonce() {
        return SystemRandom.bytes(NONCE);
    }

    /** Forgets the keys and flushes the session; a TPM that is gone has flushed it already. */
    @Override
    public void close() {
        Arrays.fill(sessionKey, (byte) 0);
        tpm.flushQuietly(handle);
    }
}
