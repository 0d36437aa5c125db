package org.kmsjca.protection.software.root.tpm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;
import tss.ReqStructure;
import tss.RespStructure;
import tss.TpmBuffer;
import tss.tpm.TPM_CC;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;
import tss.tpm.TPM_ST;

/** One command and its response on the wire, part 1, 16 and 18. */
final class CommandArea {
    static final int HEADER = 10;

    private final TPM_CC command;
    private final ReqStructure request;
    private final TPM_HANDLE[] handles;
    private final @Nullable AuthSession session;
    private final byte attributes;
    private final boolean tagged;

    CommandArea(
            TPM_CC command, ReqStructure request, @Nullable AuthSession session, byte attributes) {
        this.command = command;
        this.request = request;
        this.session = session;
        this.attributes = attributes;
        TPM_HANDLE[] named = request.getHandles();
        this.handles = named == null ? new TPM_HANDLE[0] : named;
        this.tagged = session != null || request.numAuthHandles() > 0;
    }

    byte[] encode(byte[] parameters) {
        byte[] code = TpmCrypto.uint32(command.toInt());
        byte[] handleArea = new byte[0];
        byte[] names = code;
        for (TPM_HANDLE handle : handles) {
            byte[] value = TpmCrypto.uint32(handle.handle);
            handleArea = TpmCrypto.concatenate(handleArea, value);
            names = TpmCrypto.concatenate(names, name(handle, value));
        }
        byte[] authorization = new byte[0];
        if (tagged) {
            byte[] one = session == null ? password() : authorization(session, names, parameters);
            authorization = TpmCrypto.concatenate(TpmCrypto.uint32(one.length), one);
        }
        TPM_ST tag = tagged ? TPM_ST.SESSIONS : TPM_ST.NO_SESSIONS;
        int size = HEADER + handleArea.length + authorization.length + parameters.length;
        return TpmCrypto.concatenate(
                TpmCrypto.uint16(tag.toInt()),
                TpmCrypto.uint32(size),
                code,
                handleArea,
                authorization,
                parameters);
    }

    /** The empty password: what owner hierarchies, storage keys and test objects have. */
    private static byte[] password() {
        return TpmCrypto.concatenate(
                TpmCrypto.uint32(TPM_RH.PW.toInt()),
                TpmCrypto.sized(new byte[0]),
                new byte[] {AuthSession.CONTINUE},
                TpmCrypto.sized(new byte[0]));
    }

    private byte[] authorization(AuthSession by, byte[] codeAndNames, byte[] parameters) {
        byte[] nonceCaller = by.newNonceCaller();
        if ((attributes & AuthSession.DECRYPT) != 0) {
            cryptFirst(by, parameters, Cipher.ENCRYPT_MODE);
        }
        byte[] cpHash = TpmCrypto.sha256(codeAndNames, parameters);
        return TpmCrypto.concatenate(
                TpmCrypto.uint32(by.handle().handle),
                TpmCrypto.sized(nonceCaller),
                new byte[] {attributes},
                TpmCrypto.sized(by.commandHmac(authValue(), cpHash, attributes)));
    }

    void decode(ByteBuffer answer, RespStructure response) {
        try {
            int tag = Short.toUnsignedInt(answer.getShort());
            if ((tag == TPM_ST.SESSIONS.toInt()) != tagged) {
                throw TpmClient.malformed(command);
            }
            answer.position(HEADER);
            if (response.numHandles() > 0) {
                response.setHandle(TPM_HANDLE.from(answer.getInt()));
            }
            byte[] parameters = new byte[tagged ? answer.getInt() : answer.remaining()];
            answer.get(parameters);
            if (session != null) {
                verify(session, answer, parameters);
            }
            parse(parameters, response);
            Arrays.fill(parameters, (byte) 0);
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            throw new UncheckedIOException(
                    new IOException(TpmClient.malformed(command).getMessage(), e));
        }
    }

    private void verify(AuthSession by, ByteBuffer answer, byte[] parameters) {
        byte[] nonceTpm = sized(answer);
        byte answered = answer.get();
        byte[] hmac = sized(answer);
        byte[] rpHash =
                TpmCrypto.sha256(
                        TpmCrypto.uint32(0), TpmCrypto.uint32(command.toInt()), parameters);
        byte[] expected = by.responseHmac(authValue(), rpHash, nonceTpm, answered);
        if (!MessageDigest.isEqual(expected, hmac)) {
            throw new TpmTamperingException(
                    "the response to TPM2_" + command.name() + " does not come from the TPM");
        }
        if ((attributes & AuthSession.ENCRYPT) != 0) {
            cryptFirst(by, parameters, Cipher.DECRYPT_MODE);
        }
    }

    private static byte[] sized(ByteBuffer from) {
        byte[] bytes = new byte[Short.toUnsignedInt(from.getShort())];
        from.get(bytes);
        return bytes;
    }

    private void parse(byte[] parameters, RespStructure response) {
        TpmBuffer buffer = new TpmBuffer(parameters);
        response.initFromTpm(buffer);
        if (!buffer.isOk() || buffer.curPos() != parameters.length) {
            throw TpmClient.malformed(command);
        }
    }

    /** The first parameter is a TPM2B, which is encrypted without its length. */
    private void cryptFirst(AuthSession by, byte[] parameters, int mode) {
        int length = Short.toUnsignedInt(ByteBuffer.wrap(parameters).getShort());
        byte[] value = Arrays.copyOfRange(parameters, Short.BYTES, Short.BYTES + length);
        byte[] result = by.cryptParameter(authValue(), value, mode);
        System.arraycopy(result, 0, parameters, Short.BYTES, length);
        Arrays.fill(value, (byte) 0);
        Arrays.fill(result, (byte) 0);
    }

    /** Of the object that the session authorises; an extra session authorises none. */
    private byte[] authValue() {
        byte @Nullable [] value = request.numAuthHandles() > 0 ? handles[0].AuthValue : null;
        return value == null ? new byte[0] : value;
    }

    /** Only what a session authorises needs its Name. */
    private byte[] name(TPM_HANDLE handle, byte[] value) {
        return session != null && isObject(handle) ? handle.Name : value;
    }

    private static boolean isObject(TPM_HANDLE handle) {
        int type = handle.handle >>> 24;
        return type == 0x80 || type == 0x81 || type == 0x01;
    }
}
