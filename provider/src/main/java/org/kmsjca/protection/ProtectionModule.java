package org.kmsjca.protection;

import java.security.InvalidKeyException;
import java.security.Key;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;

/** Key material of one protection level. Thread-safe. */
public interface ProtectionModule extends AutoCloseable {
    ProtectionLevel level();

    /** Makes new key material, which is lost unless {@link #protect} is called on it. */
    KeyMaterial generate(KeySpec keySpec);

    /**
     * Takes in somebody else's key, which is lost unless {@link #protect} is called on it.
     *
     * @throws InvalidKeyException when the key has no encoding, or is not of the spec
     */
    KeyMaterial importKey(KeySpec keySpec, Key key) throws InvalidKeyException;

    /** Makes material of this module durable; the result is what the store keeps. */
    byte[] protect(MaterialAad aad, KeyMaterial material);

    /**
     * Makes kept material usable.
     *
     * @throws KmsException with InternalFailure when it was not made by {@link #protect} with just
     *     this binding
     */
    KeyMaterial open(MaterialAad aad, byte[] protectedMaterial);

    /** Forgets everything that is unwrapped. */
    @Override
    void close();
}
