package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_GCM_PARAMS;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.CK_RSA_PKCS_OAEP_PARAMS;
import iaik.pkcs.pkcs11.wrapper.CK_RSA_PKCS_PSS_PARAMS;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A CK_MECHANISM as it stands in memory: its type, the address of its parameters, their length; the
 * parameters; what these point to. All fields are of 8 bytes.
 *
 * @param fields of the structure of parameters: numbers, and arrays for the addresses of their
 *     bytes; null when the parameters are bytes
 * @param bytes the parameters that have no structure
 */
@SuppressWarnings("ArrayRecordComponent") // handed on and never changed
record ForeignMechanism(long type, @Nullable List<Object> fields, byte[] bytes) {
    private static final int PARAMETERS = 3 * Long.BYTES;
    private static final byte[] NONE = {};

    /** Empty when the parameters are of a structure that is not known here. */
    static Optional<ForeignMechanism> of(CK_MECHANISM mechanism) {
        Object parameters = mechanism.pParameter;
        if (parameters == null || parameters instanceof byte[]) {
            byte[] bytes = parameters == null ? NONE : (byte[]) parameters;
            return Optional.of(new ForeignMechanism(mechanism.mechanism, null, bytes));
        }
        List<Object> fields;
        if (parameters instanceof CK_GCM_PARAMS gcm) {
            long length = gcm.pIv.length;
            byte[] aad = given(gcm.pAAD);
            fields =
                    List.of(
                            gcm.pIv,
                            length,
                            Byte.SIZE * length,
                            aad,
                            (long) aad.length,
                            gcm.ulTagBits);
        } else if (parameters instanceof CK_RSA_PKCS_PSS_PARAMS pss) {
            fields = List.of(pss.hashAlg, pss.mgf, pss.sLen);
        } else if (parameters instanceof CK_RSA_PKCS_OAEP_PARAMS oaep) {
            byte[] label = given(oaep.pSourceData);
            fields = List.of(oaep.hashAlg, oaep.mgf, oaep.source, label, (long) label.length);
        } else {
            return Optional.empty();
        }
        return Optional.of(new ForeignMechanism(mechanism.mechanism, fields, NONE));
    }

    private static byte[] given(byte @Nullable [] bytes) {
        return bytes == null ? NONE : bytes;
    }

    /** The length of the parameters themselves. */
    private int length() {
        return fields == null ? bytes.length : fields.size() * Long.BYTES;
    }

    /** The bytes of memory that it takes. */
    int size() {
        int size = PARAMETERS + length();
        if (fields != null) {
            for (Object field : fields) {
                size += field instanceof byte[] array ? array.length : 0;
            }
        }
        return size;
    }

    /** Writes it to the begin of the memory, which is large enough. */
    void write(NativeMemory memory) {
        int length = length();
        memory.buffer()
                .putLong(0, type)
                .putLong(Long.BYTES, length == 0 ? 0 : memory.address() + PARAMETERS)
                .putLong(2 * Long.BYTES, length);
        memory.put(PARAMETERS, bytes);
        if (fields == null) {
            return;
        }
        int position = PARAMETERS;
        int data = PARAMETERS + length;
        for (Object field : fields) {
            long value;
            if (field instanceof byte[] array) {
                value = array.length == 0 ? 0 : memory.address() + data;
                memory.put(data, array);
                data += array.length;
            } else {
                value = (long) field;
            }
            memory.buffer().putLong(position, value);
            position += Long.BYTES;
        }
    }
}
