package org.kmsjca.protection.software.root.tpm;

import java.util.regex.Pattern;
import tss.tpm.TPMT_PUBLIC;

/**
 * Which storage key is the parent: {@code ecc} or {@code rsa}, primary keys of the owner's
 * hierarchy that are made anew each time, or the handle of a persistent key.
 *
 * @param text as in {@code tpm.parent}
 */
record ParentKind(String text) {
    static final ParentKind ECC = new ParentKind("ecc");
    static final ParentKind RSA = new ParentKind("rsa");

    private static final Pattern PERSISTENT = Pattern.compile("0x81[0-9a-fA-F]{6}");
    private static final int HEX = 16;
    private static final int OWNER = 0x40000001;

    ParentKind {
        if (!text.equals("ecc") && !text.equals("rsa") && !PERSISTENT.matcher(text).matches()) {
            throw new IllegalArgumentException("not a parent key: " + text);
        }
    }

    static ParentKind persistent(int handle) {
        return new ParentKind("0x%08x".formatted(handle));
    }

    boolean isPersistent() {
        return text.startsWith("0x");
    }

    /** The handle that a key file names as the parent. */
    int handle() {
        return isPersistent() ? Integer.parseUnsignedInt(text.substring(2), HEX) : OWNER;
    }

    TPMT_PUBLIC template() {
        return equals(RSA) ? Templates.rsaStorage() : Templates.eccStorage();
    }

    @Override
    public String toString() {
        return text;
    }
}
