package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** A template of attributes, in Cryptoki's own types. */
final class Attributes {
    private static final Set<Long> USES =
            Set.of(
                    PKCS11Constants.CKA_ENCRYPT,
                    PKCS11Constants.CKA_DECRYPT,
                    PKCS11Constants.CKA_SIGN,
                    PKCS11Constants.CKA_VERIFY,
                    PKCS11Constants.CKA_WRAP,
                    PKCS11Constants.CKA_UNWRAP,
                    PKCS11Constants.CKA_DERIVE);

    private final List<CK_ATTRIBUTE> attributes = new ArrayList<>();

    /**
     * @param value Boolean, Long, byte[] or char[]
     */
    Attributes with(long type, Object value) {
        var attribute = new CK_ATTRIBUTE();
        attribute.type = type;
        attribute.pValue = value;
        attributes.add(attribute);
        return this;
    }

    /** Several switches of one value. */
    Attributes with(boolean value, long... types) {
        for (long type : types) {
            with(type, value);
        }
        return this;
    }

    /**
     * The same without the uses that are denied: tokens give them, or not, as they do to keys that
     * say nothing.
     */
    Attributes withoutDenials() {
        var shorter = new Attributes();
        for (CK_ATTRIBUTE attribute : attributes) {
            if (!USES.contains(attribute.type) || !Boolean.FALSE.equals(attribute.pValue)) {
                shorter.attributes.add(attribute);
            }
        }
        return shorter;
    }

    CK_ATTRIBUTE[] template() {
        return attributes.toArray(CK_ATTRIBUTE[]::new);
    }
}
