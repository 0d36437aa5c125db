package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * The functions of a module that take data and give data (PKCS#11 v2.40, section 5), by the foreign
 * function API. The wrapper asks each for the size of its output first, with a null pointer, which
 * ends the JVM in modules that write there; here they get a buffer. Thread-safe.
 */
final class ForeignCryptoki {
    /** CK_FUNCTION_LIST, PKCS#11 v2.40 section 3.6: the version, padded, then the functions. */
    private static final int FUNCTIONS = Long.BYTES;

    private static final int LIST_SIZE = FUNCTIONS + 68 * Long.BYTES;

    /** Positions in CK_FUNCTION_LIST. */
    enum Function {
        ENCRYPT_INIT("C_EncryptInit", 29, 3),
        ENCRYPT("C_Encrypt", 30, 5),
        ENCRYPT_UPDATE("C_EncryptUpdate", 31, 5),
        ENCRYPT_FINAL("C_EncryptFinal", 32, 3),
        DECRYPT_INIT("C_DecryptInit", 33, 3),
        DECRYPT("C_Decrypt", 34, 5),
        DECRYPT_UPDATE("C_DecryptUpdate", 35, 5),
        DECRYPT_FINAL("C_DecryptFinal", 36, 3),
        SIGN_INIT("C_SignInit", 42, 3),
        SIGN("C_Sign", 43, 5),
        SIGN_UPDATE("C_SignUpdate", 44, 3),
        SIGN_FINAL("C_SignFinal", 45, 3),
        GENERATE_RANDOM("C_GenerateRandom", 64, 3);

        private final String title;
        private final int position;
        private final int arguments;

        Function(String title, int position, int arguments) {
            this.title = title;
            this.position = position;
            this.arguments = arguments;
        }
    }

    private final ForeignLibrary library;
    private final Map<Function, MethodHandle> functions = new EnumMap<>(Function.class);

    private ForeignCryptoki(ForeignLibrary library) throws ReflectiveOperationException {
        this.library = library;
        ByteBuffer pointer = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
        MethodHandle getFunctionList = library.function("C_GetFunctionList", 1);
        long first = functionList(getFunctionList, pointer);
        if (functionList(getFunctionList, pointer) != first) {
            // As p11-kit's client does: the state that the wrapper initialised is not this one's.
            throw new ReflectiveOperationException("each who asks gets functions of his own");
        }
        ByteBuffer list = library.memory(first, LIST_SIZE);
        for (Function function : Function.values()) {
            long address = list.getLong(FUNCTIONS + function.position * Long.BYTES);
            functions.put(function, library.function(address, function.arguments));
        }
    }

    private long functionList(MethodHandle getFunctionList, ByteBuffer pointer)
            throws ReflectiveOperationException {
        long answer;
        try {
            answer = (long) getFunctionList.invokeExact(library.addressOf(pointer));
        } catch (Throwable e) {
            throw new ReflectiveOperationException(e);
        }
        if (answer != PKCS11Constants.CKR_OK) {
            throw new ReflectiveOperationException("C_GetFunctionList failed");
        }
        return pointer.getLong(0);
    }

    /** Those of the library in that file, which is loaded already, where this JVM has the API. */
    static Optional<ForeignCryptoki> of(Path file) {
        try {
            Optional<ForeignLibrary> library = ForeignLibrary.of(file);
            return library.isPresent()
                    ? Optional.of(new ForeignCryptoki(library.get()))
                    : Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Optional.empty(); // the wrapper does the same, more slowly
        }
    }

    long addressOf(ByteBuffer direct) {
        return library.addressOf(direct);
    }

    NativeMemory allocate(int size) {
        return library.allocate(size);
    }

    /** Calls a function of three arguments and returns its CK_RV. */
    long call(Function function, long session, long second, long third) {
        try {
            return (long) handle(function).invokeExact(session, second, third);
        } catch (Throwable e) {
            throw unexpected(function, e);
        }
    }

    /** Calls a function of five arguments and returns its CK_RV. */
    long call(Function function, long session, long second, long third, long fourth, long fifth) {
        try {
            return (long) handle(function).invokeExact(session, second, third, fourth, fifth);
        } catch (Throwable e) {
            throw unexpected(function, e);
        }
    }

    private MethodHandle handle(Function function) {
        return Objects.requireNonNull(functions.get(function));
    }

    private static IllegalStateException unexpected(Function function, Throwable cause) {
        return new IllegalStateException("the call of " + function + " failed", cause);
    }

    static void check(Function function, long answer) throws PKCS11Exception {
        if (answer != PKCS11Constants.CKR_OK) {
            throw new Failed(function, answer);
        }
    }

    /** A call that failed. The wrapper's exceptions show theirs in their stack traces. */
    static class Failed extends PKCS11Exception {
        private static final long serialVersionUID = 1L;
        private final String function;

        Failed(Function function, long answer) {
            super(answer);
            this.function = function.title;
        }

        final String function() {
            return function;
        }
    }
}
