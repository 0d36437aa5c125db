package org.kmsjca.protection;

import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.Optional;
import org.kmsjca.KeySpec;
import org.kmsjca.mechanism.DecryptionMechanism;

/**
 * A module that unwraps imported keys in the place where they stay, under key pairs that it makes
 * there: the clear key is never outside of it.
 */
public interface UnwrappingModule extends ProtectionModule {
    /**
     * Makes a key pair to wrap keys under, and destroys those that have expired. Empty where the
     * place does not unwrap so, or cannot tell how long an unwrapped key is.
     *
     * @param wrapped the spec of the keys that will come
     */
    Optional<KeyMaterial> wrappingKey(
            KeySpec spec,
            DecryptionMechanism mechanism,
            KeySpec wrapped,
            Instant now,
            Instant expiry);

    /**
     * Takes in a key as {@link #importKey} does.
     *
     * @param wrappingKey which {@link #wrappingKey} gave, or {@link #open} again
     * @throws InvalidKeyException when it does not unwrap to a key of the spec
     */
    KeyMaterial unwrap(
            KeyMaterial wrappingKey, DecryptionMechanism mechanism, KeySpec spec, byte[] wrapped)
            throws InvalidKeyException;
}
