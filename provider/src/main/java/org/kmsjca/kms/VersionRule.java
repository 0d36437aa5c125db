package org.kmsjca.kms;

import org.kmsjca.KmsException;

/**
 * Which version of a CMK a message begins under where its output will not tell the version. A
 * handle that names none gets the newest; and it must be the only one where a wrong key would give
 * a wrong result and no error. A handle that names a version gets that, to encrypt only while it is
 * the primary one, or where the configuration says otherwise.
 */
final class VersionRule {
    private VersionRule() {}

    /**
     * The version for a message that begins now.
     *
     * @param key any version of the CMK, or the one that is named
     * @param tellsWrongKey whether the algorithm fails under a wrong key
     * @throws KmsException with UNSUPPORTED_OPERATION, which names the ways out
     */
    static ManagedKey choose(
            ManagedKey key, KeyScope scope, KmsCall call, String algorithm, boolean tellsWrongKey) {
        if (scope == KeyScope.VERSION) {
            if (call == KmsCall.ENCRYPT && !key.mayEncryptNamed()) {
                throw KmsErrors.oldVersion(key, algorithm);
            }
            return key;
        }
        ManagedKey newest = key.newest();
        if (!tellsWrongKey) {
            newest.notePerishableUse(algorithm);
            if (newest.hasOtherVersions()) {
                throw KmsErrors.unnamedVersion(newest, call, algorithm);
            }
        }
        return newest;
    }
}
