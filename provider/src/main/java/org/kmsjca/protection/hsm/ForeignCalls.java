package org.kmsjca.protection.hsm;

import static org.kmsjca.protection.hsm.ForeignCryptoki.Function.DECRYPT;
import static org.kmsjca.protection.hsm.ForeignCryptoki.Function.DECRYPT_FINAL;
import static org.kmsjca.protection.hsm.ForeignCryptoki.Function.DECRYPT_INIT;
import static org.kmsjca.protection.hsm.ForeignCryptoki.Function.DECRYPT_UPDATE;
import static org.kmsjca.protection.hsm.ForeignCryptoki.Function.ENCRYPT;
import static org.kmsjca.protection.hsm.ForeignCryptoki.Function.ENCRYPT_FINAL;
import static org.kmsjca.protection.hsm.ForeignCryptoki.Function.ENCRYPT_INIT;
import static org.kmsjca.protection.hsm.ForeignCryptoki.Function.ENCRYPT_UPDATE;
import static org.kmsjca.protection.hsm.ForeignCryptoki.Function.GENERATE_RANDOM;
import static org.kmsjca.protection.hsm.ForeignCryptoki.Function.SIGN;
import static org.kmsjca.protection.hsm.ForeignCryptoki.Function.SIGN_FINAL;
import static org.kmsjca.protection.hsm.ForeignCryptoki.Function.SIGN_INIT;
import static org.kmsjca.protection.hsm.ForeignCryptoki.Function.SIGN_UPDATE;

import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.protection.hsm.ForeignCryptoki.Function;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * Calls by the foreign function API, each with a buffer that its output fits into. What stood in
 * the memory of a call is wiped after it.
 */
final class ForeignCalls implements SessionCalls {
    /** What an output may be longer than its input: a block of padding, a tag, an RSA block. */
    private static final int GROWTH = 2048;

    /** The longest signature or MAC of the mechanisms in use, twice. */
    private static final int SIGNATURE = 2048;

    /** A session begins with this much memory, and keeps as much for its next call. */
    private static final int SMALL = 4 * 1024;

    /** A part of a message and its output: longer ones get memory of their own for the call. */
    private static final int KEPT = 2 * HsmCipher.PART + SMALL;

    private static final int MOST = Integer.MAX_VALUE / 2;

    /** Longer ones do not fit into one buffer beside their output: the wrapper takes them. */
    private static final int LONGEST = MOST - 2 * GROWTH;

    private final ForeignCryptoki cryptoki;
    private final SessionCalls wrapper;
    private final long handle;
    private ByteBuffer kept;
    private long address;

    /** Bytes that the operation took and did not give back yet. */
    private long held;

    /**
     * The calls of a session.
     *
     * @param wrapper for mechanisms whose parameters are of another structure
     */
    ForeignCalls(ForeignCryptoki cryptoki, SessionCalls wrapper, long handle) {
        this.cryptoki = cryptoki;
        this.wrapper = wrapper;
        this.handle = handle;
        this.kept = allocate(SMALL);
        this.address = cryptoki.addressOf(kept);
    }

    private static ByteBuffer allocate(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    @Override
    public void signInit(CK_MECHANISM mechanism, long key) throws PKCS11Exception {
        if (!init(SIGN_INIT, mechanism, key)) {
            wrapper.signInit(mechanism, key);
        }
    }

    @Override
    public byte[] sign(byte[] data) throws PKCS11Exception {
        return process(SIGN, data, SIGNATURE);
    }

    @Override
    public void signUpdate(byte[] part) throws PKCS11Exception {
        try (NativeMemory call = memory(part.length)) {
            call.put(0, part);
            ForeignCryptoki.check(
                    SIGN_UPDATE, cryptoki.call(SIGN_UPDATE, handle, call.address(), part.length));
        }
    }

    @Override
    public byte[] signFinal() throws PKCS11Exception {
        return finish(SIGN_FINAL, SIGNATURE);
    }

    @Override
    public void encryptInit(CK_MECHANISM mechanism, long key) throws PKCS11Exception {
        if (!init(ENCRYPT_INIT, mechanism, key)) {
            wrapper.encryptInit(mechanism, key);
        }
        held = 0;
    }

    @Override
    public byte[] encrypt(byte[] data) throws PKCS11Exception {
        return data.length > LONGEST
                ? wrapper.encrypt(data)
                : process(ENCRYPT, data, data.length + GROWTH);
    }

    @Override
    public byte[] encryptUpdate(byte[] part) throws PKCS11Exception {
        return update(ENCRYPT_UPDATE, part);
    }

    @Override
    public byte[] encryptFinal() throws PKCS11Exception {
        return finish(ENCRYPT_FINAL, room(held));
    }

    @Override
    public void decryptInit(CK_MECHANISM mechanism, long key) throws PKCS11Exception {
        if (!init(DECRYPT_INIT, mechanism, key)) {
            wrapper.decryptInit(mechanism, key);
        }
        held = 0;
    }

    @Override
    public byte[] decrypt(byte[] data) throws PKCS11Exception {
        return data.length > LONGEST
                ? wrapper.decrypt(data)
                : process(DECRYPT, data, data.length + GROWTH);
    }

    @Override
    public byte[] decryptUpdate(byte[] part) throws PKCS11Exception {
        return update(DECRYPT_UPDATE, part);
    }

    @Override
    public byte[] decryptFinal() throws PKCS11Exception {
        return finish(DECRYPT_FINAL, room(held));
    }

    @Override
    public byte[] generateRandom(int length) throws PKCS11Exception {
        try (NativeMemory call = memory(length)) {
            ForeignCryptoki.check(
                    GENERATE_RANDOM,
                    cryptoki.call(GENERATE_RANDOM, handle, call.address(), length));
            return call.get(0, length);
        }
    }

    private static int room(long held) {
        return (int) Math.min(MOST, held + GROWTH);
    }

    /** False when the parameters are of a structure that only the wrapper knows. */
    private boolean init(Function function, CK_MECHANISM mechanism, long key)
            throws PKCS11Exception {
        Optional<ForeignMechanism> known = ForeignMechanism.of(mechanism);
        if (known.isEmpty()) {
            return false;
        }
        try (NativeMemory call = memory(known.get().size())) {
            known.get().write(call);
            ForeignCryptoki.check(function, cryptoki.call(function, handle, call.address(), key));
            return true;
        }
    }

    private byte[] update(Function function, byte[] part) throws PKCS11Exception {
        byte[] output = process(function, part, room(held + part.length));
        // a module may say that it gave more than it got
        held = Math.max(0, held + part.length - output.length);
        return output;
    }

    /** Gives the function that room, and once more what it wants. */
    private byte[] process(Function function, byte[] input, int room) throws PKCS11Exception {
        try {
            return output(function, input, room);
        } catch (MoreRoom more) {
            return output(function, input, more.wanted);
        }
    }

    private byte[] finish(Function function, int room) throws PKCS11Exception {
        try {
            return output(function, null, room);
        } catch (MoreRoom more) {
            return output(function, null, more.wanted);
        }
    }

    /** The memory of a call: the length of the output, the input, the output. */
    private byte[] output(Function function, byte @Nullable [] input, int room)
            throws PKCS11Exception {
        int start = Long.BYTES + (input == null ? 0 : input.length);
        try (NativeMemory call = memory(Math.addExact(start, room))) {
            call.buffer().putLong(0, room);
            long answer;
            if (input == null) {
                answer = cryptoki.call(function, handle, call.address() + start, call.address());
            } else {
                call.put(Long.BYTES, input);
                answer =
                        cryptoki.call(
                                function,
                                handle,
                                call.address() + Long.BYTES,
                                input.length,
                                call.address() + start,
                                call.address());
            }
            long length = call.buffer().getLong(0);
            if (answer == PKCS11Constants.CKR_BUFFER_TOO_SMALL && length > room && length < MOST) {
                throw new MoreRoom(function, (int) length);
            }
            ForeignCryptoki.check(function, answer);
            if (length < 0 || length > room) {
                throw new ForeignCryptoki.Failed(function, PKCS11Constants.CKR_GENERAL_ERROR);
            }
            return call.get(start, (int) length);
        }
    }

    private NativeMemory memory(int size) {
        if (size > KEPT) {
            return cryptoki.allocate(size);
        }
        if (size > kept.capacity()) {
            kept = allocate(KEPT);
            address = cryptoki.addressOf(kept);
        }
        return new NativeMemory(kept, address, size, null);
    }

    /** The operation goes on, says section 5.2, when its output did not fit. */
    private static final class MoreRoom extends ForeignCryptoki.Failed {
        private static final long serialVersionUID = 1L;
        private final int wanted;

        MoreRoom(Function function, int wanted) {
            super(function, PKCS11Constants.CKR_BUFFER_TOO_SMALL);
            this.wanted = wanted;
        }
    }
}
