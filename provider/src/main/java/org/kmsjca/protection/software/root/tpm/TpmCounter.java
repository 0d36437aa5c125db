package org.kmsjca.protection.software.root.tpm;

import java.nio.ByteBuffer;
import java.util.function.ToLongFunction;
import org.kmsjca.protection.software.root.RootKey;
import tss.tpm.NV_ReadPublicResponse;
import tss.tpm.TPMA_NV;
import tss.tpm.TPMS_NV_PUBLIC;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_HANDLE;

/**
 * An NV counter of a TPM (part 1, 37.2.3; TPM_NT_COUNTER), which only grows: a new index of the
 * same TPM begins after the highest value that any counter of it ever had. It is read and raised
 * with an authValue from the root key in salted HMAC sessions, so that nobody between the TPM and
 * this program can answer with another number. One object for each store and root key.
 */
public final class TpmCounter {
    /** In the range of the owner, part 2 and the registry of reserved handles. */
    private static final int FIRST_INDEX = 0x01A00000;

    private static final int INDEX_MASK = 0x000FFFFF;

    private static final TPMA_NV ATTRIBUTES =
            new TPMA_NV(TPMA_NV.COUNTER, TPMA_NV.AUTHREAD, TPMA_NV.AUTHWRITE, TPMA_NV.NO_DA);

    private final TpmConnector connector;
    private final TpmSettings settings;
    private final int index;
    private final byte[] authValue;

    /**
     * @param rootKey what the counter's authValue is derived from; not kept
     */
    public TpmCounter(TpmSettings settings, RootKey rootKey, String storeId) {
        this.connector = new TpmConnector(settings.address(), settings.patience());
        this.settings = settings;
        byte[] ofBoth = rootKey.derive("tpm counter index", storeId);
        this.index = FIRST_INDEX | (ByteBuffer.wrap(ofBoth).getInt() & INDEX_MASK);
        this.authValue = rootKey.derive("tpm counter", storeId);
    }

    /** Whether the TPM has something at the index. */
    public boolean exists() {
        return connector.with(this::exists);
    }

    /**
     * The value.
     *
     * @throws org.kmsjca.KmsException when the TPM has no such counter, or one of somebody else
     */
    public long read() {
        return with(this::read);
    }

    /**
     * Raises the value to the target, and never beyond it: each attempt looks at the value first,
     * as an answer may be lost on its way. Nobody else may raise it meanwhile.
     */
    public void raise(long target) {
        with(
                tpm -> {
                    long value = read(tpm);
                    while (value < target) {
                        increment(tpm);
                        value++;
                    }
                    return value;
                });
    }

    /** Makes the counter where the TPM has none; the value. */
    public long create() {
        return with(
                tpm -> {
                    if (!exists(tpm)) {
                        define(tpm);
                    }
                    if (!handle(tpm).isWritten()) {
                        increment(tpm); // until then it has no value
                    }
                    return read(tpm);
                });
    }

    /** Removes the counter, so that nothing that it was raised for is opened with it any more. */
    public void remove() {
        connector.with(
                tpm -> {
                    if (exists(tpm)) {
                        tpm.NV_UndefineSpace(
                                TPM_HANDLE.from(TPM_HANDLE.OWNER.handle), TPM_HANDLE.from(index));
                    }
                    return index;
                });
    }

    private long with(ToLongFunction<TpmClient> work) {
        return connector.with(
                tpm -> {
                    try {
                        return work.applyAsLong(tpm);
                    } catch (TpmResponseException e) {
                        throw e.is(ResponseCode.BAD_AUTH) || e.is(ResponseCode.AUTH_FAIL)
                                ? connector.refusals().foreignCounter(index, e)
                                : e;
                    }
                });
    }

    private long read(TpmClient tpm) {
        TPM_HANDLE handle = handle(tpm).handle();
        try (AuthSession session = session(tpm)) {
            byte[] value = tpm.with(session, (byte) 0).NV_Read(handle, handle, Long.BYTES, 0);
            return ByteBuffer.wrap(value).getLong();
        }
    }

    private void increment(TpmClient tpm) {
        TPM_HANDLE handle = handle(tpm).handle();
        try (AuthSession session = session(tpm)) {
            tpm.with(session, (byte) 0).NV_Increment(handle, handle);
        }
    }

    private void define(TpmClient tpm) {
        TPMS_NV_PUBLIC area =
                new TPMS_NV_PUBLIC(
                        TPM_HANDLE.from(index),
                        TPM_ALG_ID.SHA256,
                        ATTRIBUTES,
                        new byte[0],
                        Long.BYTES);
        try (AuthSession session = session(tpm)) {
            tpm.with(session, AuthSession.DECRYPT)
                    .NV_DefineSpace(TPM_HANDLE.from(TPM_HANDLE.OWNER.handle), authValue, area);
        } catch (TpmResponseException e) {
            throw e.is(ResponseCode.BAD_AUTH) || e.is(ResponseCode.AUTH_FAIL)
                    ? connector.refusals().ownerHasAuth(e)
                    : e;
        }
    }

    private AuthSession session(TpmClient tpm) {
        return AuthSession.hmac(tpm, new TpmSealing(tpm, settings, connector.refusals()).parent());
    }

    private boolean exists(TpmClient tpm) {
        try {
            tpm.NV_ReadPublic(TPM_HANDLE.from(index));
            return true;
        } catch (TpmResponseException e) {
            if (e.is(ResponseCode.HANDLE)) {
                return false;
            }
            throw e;
        }
    }

    /** The index, with its Name, which changes when it is first written. */
    private record Index(TPM_HANDLE handle, boolean isWritten) {}

    private Index handle(TpmClient tpm) {
        NV_ReadPublicResponse found;
        try {
            found = tpm.NV_ReadPublic(TPM_HANDLE.from(index));
        } catch (TpmResponseException e) {
            throw e.is(ResponseCode.HANDLE) ? connector.refusals().noCounter(index, e) : e;
        }
        TPMS_NV_PUBLIC area = found.nvPublic;
        int attributes = area.attributes.toInt() & ~TPMA_NV.WRITTEN.toInt();
        if (area.nvIndex.handle != index
                || attributes != ATTRIBUTES.toInt()
                || area.nameAlg.toInt() != TPM_ALG_ID.SHA256.toInt()) {
            throw connector.refusals().foreignCounter(index, null);
        }
        TPM_HANDLE handle = TPM_HANDLE.from(index);
        handle.Name = TpmCrypto.name(area);
        handle.AuthValue = authValue;
        return new Index(handle, area.attributes.hasAttr(TPMA_NV.WRITTEN));
    }
}
