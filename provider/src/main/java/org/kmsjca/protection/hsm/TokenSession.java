package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsException;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** A session of a connection, used by one thread at a time. */
final class TokenSession {
    static final long NO_MECHANISM = -1;

    private final Connection connection;
    private final PKCS11 cryptoki;
    private long handle;
    private SessionCalls calls;

    /** An operation is active: the session cannot be lent again. */
    private boolean dirty;

    /** Something was sent that may have had an effect. */
    private boolean sent;

    private boolean irrevocable;

    /** The mechanism of the last operation, for messages; -1 before any. */
    private long mechanism = NO_MECHANISM;

    TokenSession(Connection connection, long handle) {
        this.connection = connection;
        this.cryptoki = connection.cryptoki();
        this.handle = handle;
        this.calls = connection.callsOf(handle);
    }

    Connection connection() {
        return connection;
    }

    PKCS11 cryptoki() {
        return cryptoki;
    }

    long handle() {
        return handle;
    }

    boolean isDirty() {
        return dirty;
    }

    boolean isSent() {
        return sent;
    }

    boolean isIrrevocable() {
        return irrevocable;
    }

    void lent() {
        sent = false;
        irrevocable = false;
        mechanism = NO_MECHANISM;
    }

    /** Names the mechanism of the next call, for messages. */
    void uses(CK_MECHANISM next) {
        mechanism = next.mechanism;
    }

    long mechanism() {
        return mechanism;
    }

    /** Does work that is no part of the operation, which counts as not begun after it. */
    <T> T aside(TokenWork<T> work) throws PKCS11Exception {
        boolean sentBefore = sent;
        boolean irrevocableBefore = irrevocable;
        try {
            return work.run(this);
        } finally {
            sent = sentBefore;
            irrevocable = irrevocableBefore;
        }
    }

    /** Marks the next call as one that is never repeated, whatever its return value. */
    void irrevocable() {
        irrevocable = true;
    }

    /** Goes on with another session of the token: what failed in this one may be active still. */
    void renew() throws PKCS11Exception {
        connection.discard(this);
        handle = connection.openHandle();
        calls = connection.callsOf(handle);
        dirty = false;
    }

    static CK_MECHANISM mechanism(long code, @Nullable Object parameters) {
        var mechanism = new CK_MECHANISM();
        mechanism.mechanism = code;
        mechanism.pParameter = parameters;
        return mechanism;
    }

    byte[] sign(CK_MECHANISM mechanism, long key, byte[] data) throws PKCS11Exception {
        signInit(mechanism, key);
        return signInitialized(data);
    }

    /** As {@link #sign}, after the Init. */
    byte[] signInitialized(byte[] data) throws PKCS11Exception {
        byte[] signature = calls.sign(data);
        dirty = false;
        return signature;
    }

    void signInit(CK_MECHANISM mechanism, long key) throws PKCS11Exception {
        uses(mechanism);
        calls.signInit(mechanism, key);
        started();
    }

    void signUpdate(byte[] part) throws PKCS11Exception {
        calls.signUpdate(part);
    }

    byte[] signFinal() throws PKCS11Exception {
        byte[] signature = calls.signFinal();
        dirty = false;
        return signature;
    }

    /** As {@link #sign}, of a mechanism whose output has that length. */
    byte[] sign(CK_MECHANISM mechanism, long key, byte[] data, int length) throws PKCS11Exception {
        return exactly(length, sign(mechanism, key, data));
    }

    /**
     * The output, which is of that length.
     *
     * @throws KmsException when it is not: parts of a wrong result are none
     */
    byte[] exactly(int length, byte[] output) {
        if (output.length != length) {
            throw wrongLength(output, "of " + length);
        }
        return output;
    }

    private byte[] atMost(int length, byte[] output) {
        if (output.length > length) {
            throw wrongLength(output, "of at most " + length);
        }
        return output;
    }

    /** Refuses an output; its session is not lent again. */
    KmsException wrongLength(byte[] output, String expected) {
        spoil();
        int length = output.length;
        Arrays.fill(output, (byte) 0);
        return TokenErrors.length(connection.slot().toString(), mechanism, length, expected);
    }

    /** Encrypts to so many bytes. */
    byte[] encrypt(CK_MECHANISM mechanism, long key, byte[] data, int length)
            throws PKCS11Exception {
        encryptInit(mechanism, key);
        return exactly(length, encryptInitialized(data));
    }

    /** As {@link #encrypt}, after the Init. */
    byte[] encryptInitialized(byte[] data) throws PKCS11Exception {
        byte[] output = calls.encrypt(data);
        dirty = false;
        return output;
    }

    void encryptInit(CK_MECHANISM mechanism, long key) throws PKCS11Exception {
        uses(mechanism);
        calls.encryptInit(mechanism, key);
        started();
    }

    byte[] encryptUpdate(byte[] part) throws PKCS11Exception {
        return calls.encryptUpdate(part);
    }

    byte[] encryptFinal() throws PKCS11Exception {
        byte[] rest = calls.encryptFinal();
        dirty = false;
        return rest;
    }

    void decryptInit(CK_MECHANISM mechanism, long key) throws PKCS11Exception {
        uses(mechanism);
        calls.decryptInit(mechanism, key);
        started();
    }

    byte[] decryptUpdate(byte[] part) throws PKCS11Exception {
        return calls.decryptUpdate(part);
    }

    byte[] decryptFinal() throws PKCS11Exception {
        byte[] rest = calls.decryptFinal();
        dirty = false;
        return rest;
    }

    /**
     * Decrypts.
     *
     * @throws DataRefused when the token is well and the data are not
     */
    byte[] decrypt(CK_MECHANISM mechanism, long key, byte[] data) throws PKCS11Exception {
        decryptInit(mechanism, key);
        return decryptInitialized(data);
    }

    /** As {@link #decrypt}, to so many bytes. */
    byte[] decrypt(CK_MECHANISM mechanism, long key, byte[] data, int length)
            throws PKCS11Exception {
        return exactly(length, decrypt(mechanism, key, data));
    }

    /** As {@link #decrypt}, of what cannot be wrong: whatever fails is the token's failure. */
    byte[] decryptAny(CK_MECHANISM mechanism, long key, byte[] data) throws PKCS11Exception {
        decryptInit(mechanism, key);
        byte[] output = calls.decrypt(data);
        dirty = false;
        return atMost(data.length, output);
    }

    /** As {@link #decrypt}, after the Init. */
    byte[] decryptInitialized(byte[] data) throws PKCS11Exception {
        try {
            byte[] output = calls.decrypt(data);
            dirty = false;
            return atMost(data.length, output);
        } catch (PKCS11Exception e) {
            long code = e.getErrorCode();
            if (Ckr.isTokenTrouble(code) || (Ckr.isAmbiguous(code) && !connection.isWell())) {
                throw e;
            }
            throw new DataRefused();
        }
    }

    /** Notes that a call failed: its operation may be active, whatever the token said. */
    void spoil() {
        dirty = true;
    }

    private void started() {
        dirty = true;
        sent = true;
    }

    /** Destroys an object that was made a moment ago. */
    void destroy(long object) throws PKCS11Exception {
        cryptoki.C_DestroyObject(handle, object);
        connection.destroyed();
    }

    /** Destroys an object if the handle names one of that class and CKA_ID, and no other. */
    void destroy(long object, long objectClass, byte @Nullable [] id) throws PKCS11Exception {
        if (Long.valueOf(objectClass).equals(attribute(object, PKCS11Constants.CKA_CLASS))
                && (id == null || Arrays.equals(id, bytes(object, PKCS11Constants.CKA_ID)))) {
            destroy(object);
        }
    }

    /** Handles of objects that match, at most so many. */
    long[] find(CK_ATTRIBUTE[] template, int most) throws PKCS11Exception {
        cryptoki.C_FindObjectsInit(handle, template, true);
        dirty = true;
        long[] found = cryptoki.C_FindObjects(handle, most);
        cryptoki.C_FindObjectsFinal(handle);
        dirty = false;
        return found;
    }

    /** The value of one attribute; null when the object has none or does not show it. */
    @Nullable Object attribute(long object, long type) throws PKCS11Exception {
        CK_ATTRIBUTE[] template = new Attributes().with(type, NO_VALUE).template();
        template[0].pValue = null;
        try {
            cryptoki.C_GetAttributeValue(handle, object, template, true);
            return template[0].pValue;
        } catch (PKCS11Exception e) {
            long code = e.getErrorCode();
            if (code == PKCS11Constants.CKR_ATTRIBUTE_TYPE_INVALID
                    || code == PKCS11Constants.CKR_ATTRIBUTE_SENSITIVE) {
                return null;
            }
            throw e;
        }
    }

    private static final Object NO_VALUE = new Object();

    boolean isSet(long object, long type) throws PKCS11Exception {
        return Boolean.TRUE.equals(attribute(object, type));
    }

    byte @Nullable [] bytes(long object, long type) throws PKCS11Exception {
        return attribute(object, type) instanceof byte[] value ? value : null;
    }
}
