package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;

/** Makes objects by templates: the full one, and where the token refuses it a shorter one. */
final class TemplateTrials {
    private TemplateTrials() {}

    /** A call that makes an object, or none. */
    interface Making<T> {
        T by(Attributes template) throws PKCS11Exception;
    }

    /** What came is to be read back: a shorter template leaves more to the token. */
    static <T> T made(Attributes full, Making<T> making) throws PKCS11Exception {
        try {
            return making.by(full);
        } catch (PKCS11Exception refusal) {
            if (!Ckr.isTemplateRefused(refusal.getErrorCode())) {
                throw refusal;
            }
            try {
                return making.by(full.withoutDenials());
            } catch (PKCS11Exception e) {
                throw Ckr.isTemplateRefused(e.getErrorCode()) ? refusal : e;
            }
        }
    }
}
