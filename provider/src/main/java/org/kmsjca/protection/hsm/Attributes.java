package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import java.util.ArrayList;
import java.util.List;

/** A template of attributes, in Cryptoki's own types. */
final class Attributes {
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

    CK_ATTRIBUTE[] template() {
        return attributes.toArray(CK_ATTRIBUTE[]::new);
    }
}
