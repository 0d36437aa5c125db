package org.kmsjca.conformance.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Module;

/**
 * Another user of the same PKCS#11 module in this process, through the wrapper itself. The module
 * is initialised by the provider before.
 */
final class TokenView implements AutoCloseable {
    private static final long FLAGS =
            PKCS11Constants.CKF_SERIAL_SESSION | PKCS11Constants.CKF_RW_SESSION;

    private final PKCS11Module module;
    private final long slot;
    private final long session;

    private TokenView(PKCS11Module module, long slot, long session) {
        this.module = module;
        this.slot = slot;
        this.session = session;
    }

    static TokenView of(Path library, String label) throws PKCS11Exception {
        return of(library, label, SoftHsm.PIN);
    }

    static TokenView of(Path library, String label, String pin) throws PKCS11Exception {
        PKCS11Module module;
        try {
            module = PKCS11Module.getInstance(library.toRealPath().toString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        PKCS11 cryptoki = module.getPKCS11Module();
        for (long slot : cryptoki.C_GetSlotList(true)) {
            if (new String(cryptoki.C_GetTokenInfo(slot).label).strip().equals(label)) {
                long session = cryptoki.C_OpenSession(slot, FLAGS, null, null);
                try {
                    cryptoki.C_Login(session, PKCS11Constants.CKU_USER, pin.toCharArray(), true);
                } catch (PKCS11Exception e) {
                    if (e.getErrorCode() != PKCS11Constants.CKR_USER_ALREADY_LOGGED_IN) {
                        throw e;
                    }
                }
                return new TokenView(module, slot, session);
            }
        }
        throw new AssertionError("no token " + label);
    }

    PKCS11 cryptoki() {
        return module.getPKCS11Module();
    }

    long session() {
        return session;
    }

    long slot() {
        return slot;
    }

    static CK_ATTRIBUTE attribute(long type, Object value) {
        CK_ATTRIBUTE attribute = new CK_ATTRIBUTE();
        attribute.type = type;
        attribute.pValue = value;
        return attribute;
    }

    static CK_MECHANISM mechanism(long code, Object parameters) {
        CK_MECHANISM mechanism = new CK_MECHANISM();
        mechanism.mechanism = code;
        mechanism.pParameter = parameters;
        return mechanism;
    }

    /** Handles of the token objects that match. */
    long[] find(CK_ATTRIBUTE... template) throws PKCS11Exception {
        cryptoki().C_FindObjectsInit(session, template, true);
        long[] found = cryptoki().C_FindObjects(session, 10_000);
        cryptoki().C_FindObjectsFinal(session);
        return found;
    }

    /** The objects of a key version. */
    long[] objectsOf(String versionId) throws PKCS11Exception {
        return find(
                attribute(PKCS11Constants.CKA_ID, versionId.getBytes(StandardCharsets.US_ASCII)));
    }

    /** All keys that stay on the token. */
    long[] kept() throws PKCS11Exception {
        return find(attribute(PKCS11Constants.CKA_TOKEN, true));
    }

    Object value(long object, long type) throws PKCS11Exception {
        CK_ATTRIBUTE[] template = {attribute(type, null)};
        cryptoki().C_GetAttributeValue(session, object, template, true);
        return template[0].pValue;
    }

    /** Makes an AES key that stays on the token. */
    long generateAes(String id, boolean extractable) throws PKCS11Exception {
        return generateAes(id, true, extractable);
    }

    long generateAes(String id, boolean sensitive, boolean extractable) throws PKCS11Exception {
        return cryptoki()
                .C_GenerateKey(
                        session,
                        mechanism(PKCS11Constants.CKM_AES_KEY_GEN, null),
                        new CK_ATTRIBUTE[] {
                            attribute(PKCS11Constants.CKA_CLASS, PKCS11Constants.CKO_SECRET_KEY),
                            attribute(PKCS11Constants.CKA_KEY_TYPE, PKCS11Constants.CKK_AES),
                            attribute(PKCS11Constants.CKA_TOKEN, true),
                            attribute(PKCS11Constants.CKA_PRIVATE, true),
                            attribute(PKCS11Constants.CKA_SENSITIVE, sensitive),
                            attribute(PKCS11Constants.CKA_EXTRACTABLE, extractable),
                            attribute(PKCS11Constants.CKA_ENCRYPT, true),
                            attribute(PKCS11Constants.CKA_DECRYPT, true),
                            attribute(PKCS11Constants.CKA_VALUE_LEN, 32L),
                            attribute(
                                    PKCS11Constants.CKA_ID, id.getBytes(StandardCharsets.US_ASCII))
                        },
                        true);
    }

    @Override
    public void close() throws PKCS11Exception {
        cryptoki().C_CloseSession(session);
    }
}
