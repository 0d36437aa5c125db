package org.kmsjca.store;

import org.kmsjca.ProtectionLevel;

/**
 * What is under way with key material outside of the store, such as in a token: noted before it
 * begins, so that what a crash leaves there is found and destroyed.
 *
 * @param versionId the version that the material is for
 * @param place the protection module's name for where it is
 * @param owner the process that began it
 */
public record PendingTokenOperation(
        String versionId,
        String keyId,
        ProtectionLevel protectionLevel,
        String place,
        Kind kind,
        String owner) {

    /** The kinds of operations. */
    public enum Kind {
        /** Material is made; its CMK's record comes with the end of the task. */
        CREATE,
        /** Material is to be destroyed. */
        DESTROY
    }

    /** The task of destroying what this one may have made. */
    public PendingTokenOperation destruction() {
        return new PendingTokenOperation(
                versionId, keyId, protectionLevel, place, Kind.DESTROY, owner);
    }
}
