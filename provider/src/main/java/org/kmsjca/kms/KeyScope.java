package org.kmsjca.kms;

import org.kmsjca.EntryName;

/** The scopes of a handle, a CMK or one version, and the name of its KeyStore entry. */
public enum KeyScope {
    /** A CMK: the newest version encrypts, any decrypts. */
    CMK,
    /** One version of a CMK. */
    VERSION;

    private static final char SEPARATOR = '#';

    /** Gives the scope of the handle that a KeyStore gives under that name. */
    public static KeyScope of(String entryName) {
        return EntryName.isOfVersion(entryName) ? VERSION : CMK;
    }

    /** The name of the entry of one version. */
    public static String entryName(String cmkName, String versionId) {
        return cmkName + SEPARATOR + versionId;
    }

    /** The name of the CMK's entry, of that or of a version's. */
    public static String cmkName(String entryName) {
        return of(entryName) == CMK
                ? entryName
                : entryName.substring(0, entryName.lastIndexOf(SEPARATOR));
    }

    /** The id in the name of a version's entry. */
    static String versionId(String entryName) {
        return entryName.substring(entryName.lastIndexOf(SEPARATOR) + 1);
    }
}
