package org.kmsjca.protection.hsm;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.mechanism.CipherDirection;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherOperation;
import org.kmsjca.mechanism.InitializationIds;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** The base of a token's ciphers: serves the caller's buffers, and is used once only. */
abstract class HsmCipher implements CipherOperation {
    /** The bytes of one call of the wrapper, for which longer arrays are slow. */
    static final int PART = 64 * 1024;

    static final int BLOCK = 16;

    private final HsmSecretKey key;
    private final CipherMechanism mechanism;
    private final long initializationId = InitializationIds.next();

    HsmCipher(HsmSecretKey key, CipherMechanism mechanism) {
        this.key = key;
        this.mechanism = mechanism;
    }

    final HsmSecretKey key() {
        return key;
    }

    final CipherMechanism mechanism() {
        return mechanism;
    }

    /** The token's mechanism. */
    final long code() {
        TokenMechanisms mechanisms = key.mechanisms();
        long code = Pkcs11Mechanisms.cipher(key.keySpec().keyType(), mechanism.mode(), mechanisms);
        if (!mechanisms.has(code) && Pkcs11Mechanisms.isByBlocks(code, mechanisms)) {
            return PKCS11Constants.CKM_AES_ECB;
        }
        mechanisms.require(code, mechanism.transformation());
        return code;
    }

    @Override
    public final void init(CipherDirection direction, @Nullable AlgorithmParameterSpec parameters)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        try {
            start(code(), direction == CipherDirection.ENCRYPT, parameters);
        } catch (KmsException e) {
            if (e.code() == KmsErrorCode.UNSUPPORTED_OPERATION) {
                throw new InvalidKeyException(e.getMessage(), e);
            }
            throw e;
        }
    }

    abstract void start(long code, boolean encrypting, @Nullable AlgorithmParameterSpec parameters)
            throws InvalidAlgorithmParameterException;

    /** Gives the bytes of output for an update with so much input. */
    abstract int updateSize(int length);

    /** Takes input and gives what is ready, which may be nothing. */
    abstract byte[] process(byte[] input, int offset, int length);

    /** Takes the last input and gives the rest. */
    abstract byte[] finish(byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException;

    @Override
    public final long initializationId() {
        return initializationId;
    }

    @Override
    public void updateAad(byte[] input, int offset, int length) {
        throw new UnsupportedOperationException(mechanism + " has no authenticated data");
    }

    @Override
    public final byte @Nullable [] update(byte[] input, int offset, int length) {
        return process(input, offset, length); // an empty array where nothing is ready, as SunJCE
    }

    @Override
    public final int update(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException {
        requireRoom(output, outputOffset, updateSize(length));
        byte[] ready = process(input, offset, length);
        System.arraycopy(ready, 0, output, outputOffset, ready.length);
        return ready.length;
    }

    @Override
    public final byte[] doFinal(byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        return finish(input, offset, length);
    }

    @Override
    public int doFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        int size = outputSize(length);
        requireRoom(output, outputOffset, size);
        try {
            byte[] rest = finish(input, offset, length);
            System.arraycopy(rest, 0, output, outputOffset, rest.length);
            return rest.length;
        } catch (AEADBadTagException e) {
            Arrays.fill(output, outputOffset, outputOffset + size, (byte) 0);
            throw e;
        }
    }

    static void requireRoom(byte[] output, int offset, int required) throws ShortBufferException {
        if (output.length - offset < required) {
            throw new ShortBufferException(
                    "the output has room for %s bytes, %s are needed"
                            .formatted(output.length - offset, required));
        }
    }

    @Override
    public final void release() {
        // It holds nothing after a message, and keeps no key schedule.
    }

    @Override
    public void abandon() {
        // A subclass that holds data or a session of a message gives it up.
    }

    @Override
    public final CipherOperation renewed() {
        return key.cipher(mechanism);
    }
}
