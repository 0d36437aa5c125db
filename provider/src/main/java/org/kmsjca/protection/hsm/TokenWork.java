package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;

/** An operation with a session that is lent for it. */
interface TokenWork<T> {
    T run(TokenSession session) throws PKCS11Exception;
}
