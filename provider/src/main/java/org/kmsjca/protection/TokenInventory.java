package org.kmsjca.protection;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kmsjca.HsmObject;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;

/** A module that finds keys in tokens, and can take them over as they are. */
public interface TokenInventory extends TokenModule {
    /** The names of its places. */
    Set<String> places();

    /** Describes a token and its mechanisms for people. */
    List<String> describe(String place);

    /** All keys that stay there, those of CMKs included. */
    List<HsmObject> objects(String place);

    /** The key of the token that kept material stands for. */
    Location locationOf(MaterialAad aad, byte[] protectedMaterial);

    /**
     * A key of a token.
     *
     * @param id its CKA_ID in hexadecimal digits
     */
    record Location(String place, String id) {}

    /** Has all keys of a place searched and compared again at their next use. */
    void lookAnew(String place);

    /**
     * Compares the key that the token has now with what is kept of it.
     *
     * @throws org.kmsjca.KmsException when the token shows none
     */
    Condition conditionOf(MaterialAad aad, byte[] protectedMaterial);

    /** How a key of a token stands to what is kept of it. */
    enum Condition {
        /** It is the key. */
        THE_SAME,
        /** Another key has its name. */
        ANOTHER,
        /** Nothing was kept that would tell it from another. */
        NOT_TOLD
    }

    /**
     * Takes over a key, without a change of it.
     *
     * @param id its CKA_ID in hexadecimal digits
     * @param spec null to find out
     * @param usage null for the first of the spec that its attributes allow
     */
    Adopted adopt(String place, String id, @Nullable KeySpec spec, @Nullable KeyUsage usage);

    /**
     * A key that was taken over.
     *
     * @param certificates DER, of the certificate that has its CKA_ID; may be empty
     */
    record Adopted(KeyMaterial material, KeyUsage usage, List<byte[]> certificates) {}
}
