package org.kmsjca.protection;

import java.util.Optional;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;

/**
 * A module whose key material stays in a place of its own, such as a token: what the store keeps
 * only says where. Such material outlives a transaction that fails, so its making and its
 * destruction are noted in the store first.
 */
public interface TokenModule extends ProtectionModule {
    /**
     * The place where material is made when none is named.
     *
     * @throws org.kmsjca.KmsException when the configuration names none
     */
    String defaultPlace();

    /**
     * Refuses a CMK whose material could not be used in that place, before there is any.
     *
     * @throws org.kmsjca.KmsException with the code of the refusal
     */
    void requireUse(KeySpec spec, KeyUsage usage, String place);

    /**
     * Makes material for that version and no other, in place; {@link #protect} says what to keep of
     * it.
     *
     * @param place its name, or another one in the configuration
     */
    KeyMaterial generate(MaterialAad aad, String place);

    /** The place of material that {@link #protect} would make durable. */
    String placeOf(KeyMaterial material);

    /**
     * The place of kept material, from which it is to be destroyed with its CMK; empty when it was
     * there before the CMK was, and stays.
     */
    Optional<String> placeOf(MaterialAad aad, byte[] protectedMaterial);

    /**
     * Tells whether a token was asked to keep material of this version, while {@code aad} lives.
     */
    boolean mayHaveMade(MaterialAad aad);

    /** Destroys all material of that version in that place; none is fine. */
    void destroy(String place, String versionId);
}
