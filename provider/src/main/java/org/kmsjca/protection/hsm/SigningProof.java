package org.kmsjca.protection.hsm;

import java.security.PublicKey;
import org.kmsjca.KeySpec;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.protection.hsm.TokenObject.Kept;

/**
 * Whether keys sign digests by a mechanism that the token lists: proved by one signature in each
 * connection, which the public half confirms. Keys that are made here are alike, so that one of a
 * KeySpec tells of all; adopted ones are what their makers wanted.
 */
final class SigningProof {
    private SigningProof() {}

    /** What a proof holds for. */
    private record Holder(Object keys, long mechanism) {}

    /** Keys that are made here, stored or not. */
    private record Alike(KeySpec spec, boolean kept) {}

    static boolean of(HsmKey key, PublicKey publicKey, long code, SignatureMechanism mechanism) {
        TokenMechanisms mechanisms = key.mechanisms();
        return mechanisms.has(code)
                && mechanisms.proof(
                        new Holder(keys(key), code), () -> tried(key, publicKey, code, mechanism));
    }

    private static boolean tried(
            HsmKey key, PublicKey publicKey, long code, SignatureMechanism mechanism) {
        var proof = new KeyProof(key.keySpec(), publicKey);
        return key.token()
                .with(
                        session -> {
                            long handle = key.object().handle(session);
                            return session.aside(s -> proof.signs(s, handle, code, mechanism));
                        });
    }

    private static Object keys(HsmKey key) {
        boolean adopted = key.place().attributes().entry() == KeyAttributes.Entry.ADOPTED;
        return adopted && key.object() instanceof Kept kept
                ? kept.name()
                : new Alike(key.keySpec(), key.object() instanceof Kept);
    }
}
