package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.KeyUsage;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.hsm.ObjectHandles.Name;

/**
 * Tries a new key once for each KeySpec and use that a connection makes: what a token lists, it may
 * refuse. What comes of a trial is dropped.
 */
final class KeyTrials {
    private static final Name TRIAL = new Name("", 0);

    private final KeySeal seal;

    KeyTrials(KeySeal seal) {
        this.seal = seal;
    }

    /** What a trial was of; without a usage of a session object, which may do all of its spec. */
    private record Tried(KeySpec spec, @Nullable KeyUsage usage) {}

    /**
     * Refuses a key that does nothing.
     *
     * @param identity of a secret key that is kept: its check value is a trial
     */
    void requireUse(
            TokenSession session,
            long key,
            KeySpec spec,
            @Nullable MaterialAad aad,
            @Nullable PublicKey publicKey,
            KeyIdentity identity)
            throws PKCS11Exception {
        if (spec.keyType() == KeyType.SM2) {
            return; // what a vendor's mechanism takes as input only the vendor says
        }
        TokenMechanisms mechanisms = session.connection().mechanisms();
        var tried = new Tried(spec, aad == null ? null : aad.keyUsage());
        if (!Boolean.TRUE.equals(mechanisms.known(tried))) {
            if (!isOfUse(session, key, spec, publicKey, identity)) {
                throw TokenErrors.useless(session.connection().slot().toString(), spec);
            }
            if (aad != null) {
                requireDataKeys(session, key, spec);
            }
            mechanisms.remember(tried, true);
        }
    }

    /** Refuses an AES key of a CMK that does not encrypt data keys, whatever the token lists. */
    void requireDataKeys(TokenSession session, long key, KeySpec spec) throws PKCS11Exception {
        if (spec.keyType() == KeyType.AES && !seal.encryptsDataKeys(session, key, spec)) {
            throw TokenErrors.refuses(
                    session.connection().slot().toString(), session.mechanism(), spec);
        }
    }

    private boolean isOfUse(
            TokenSession session,
            long key,
            KeySpec spec,
            @Nullable PublicKey publicKey,
            KeyIdentity identity)
            throws PKCS11Exception {
        if (publicKey != null) {
            return new KeyProof(spec, publicKey).isGivenBy(session, key);
        }
        return identity != KeyIdentity.UNKNOWN
                || seal.identityOf(session, key, spec, TRIAL, null) != KeyIdentity.UNKNOWN;
    }
}
