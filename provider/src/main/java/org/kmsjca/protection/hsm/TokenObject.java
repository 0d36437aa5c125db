package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import org.kmsjca.protection.hsm.ObjectHandles.Name;

/** A key on a token, found anew with each connection. */
interface TokenObject {
    /** Its handle for that session. */
    long handle(TokenSession session) throws PKCS11Exception;

    /** A token object, by its CKA_ID and class, and what is known of it. */
    record Kept(Name name, KeyIdentity identity) implements TokenObject {
        @Override
        public long handle(TokenSession session) throws PKCS11Exception {
            return session.connection().handles().resolve(session, this);
        }
    }

    /** A session object, which ends with its connection. */
    record Transient(Connection connection, long handle, TokenSettings settings)
            implements TokenObject {
        @Override
        @SuppressWarnings("ReferenceEquality") // a connection is what it is
        public long handle(TokenSession session) {
            if (session.connection() != connection) {
                throw TokenErrors.lostTransient(settings);
            }
            return handle;
        }
    }
}
