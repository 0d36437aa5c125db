package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;

/**
 * What the store knows of a key. An object of the token is held against it before it is used: a
 * CKA_ID names whatever somebody put under it.
 */
interface KeyIdentity {
    /** Nothing is known, as of secret keys that were made before check values were kept. */
    KeyIdentity UNKNOWN = (session, object) -> true;

    /** Whether the object is that key. */
    boolean isOf(TokenSession session, long object) throws PKCS11Exception;
}
