package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * How a key came into the token, which the token cannot prove alone, and what the token said of it
 * then.
 *
 * @param local CKA_LOCAL; some tokens never set it
 * @param alwaysSensitive CKA_ALWAYS_SENSITIVE
 * @param neverExtractable CKA_NEVER_EXTRACTABLE
 * @param exposure whether others may get it; null where an earlier version did not note it
 * @param allowed CKA_ALLOWED_MECHANISMS of an adopted key; empty where it may do all
 */
record KeyAttributes(
        Entry entry,
        boolean local,
        boolean alwaysSensitive,
        boolean neverExtractable,
        @Nullable Exposure exposure,
        Set<Long> allowed) {

    /**
     * Whether the token keeps the key to itself.
     *
     * @param sensitive CKA_SENSITIVE
     * @param extractable whether CKA_EXTRACTABLE is not false
     */
    record Exposure(boolean sensitive, boolean extractable) {
        /** What is not as of keys that are made here; empty when all is. */
        String weakness() {
            String shown = sensitive ? "" : "CKA_SENSITIVE is not true";
            String given = extractable ? "CKA_EXTRACTABLE is not false" : "";
            return shown + (shown.isEmpty() || given.isEmpty() ? "" : ", ") + given;
        }
    }

    /** The ways in which a key came into the token. */
    enum Entry {
        GENERATED("generated in the token"),
        UNWRAPPED("imported, encrypted on the way (C_UnwrapKey)"),
        UNWRAPPED_INSIDE("imported, unwrapped in the token: in clear only there (C_UnwrapKey)"),
        CREATED("imported in clear (C_CreateObject)"),
        ADOPTED("adopted: it was in the token before");

        private final String words;

        Entry(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** Reads the attributes of a key and refuses one that the token does not keep to itself. */
    static KeyAttributes read(TokenSession session, long key, Entry entry, TokenSettings settings)
            throws PKCS11Exception {
        require(session.isSet(key, PKCS11Constants.CKA_SENSITIVE), "CKA_SENSITIVE", settings);
        require(
                Boolean.FALSE.equals(session.attribute(key, PKCS11Constants.CKA_EXTRACTABLE)),
                "CKA_EXTRACTABLE=false",
                settings);
        KeyAttributes attributes = told(session, key, entry);
        if (entry == Entry.GENERATED) {
            require(attributes.alwaysSensitive, "CKA_ALWAYS_SENSITIVE", settings);
            require(attributes.neverExtractable, "CKA_NEVER_EXTRACTABLE", settings);
        }
        return attributes;
    }

    /** Whether the token keeps the key to itself. */
    boolean isKept() {
        return exposure != null && exposure.weakness().isEmpty();
    }

    /** Reads the attributes of a key as they are. */
    static KeyAttributes told(TokenSession session, long key, Entry entry) throws PKCS11Exception {
        return new KeyAttributes(
                entry,
                session.isSet(key, PKCS11Constants.CKA_LOCAL),
                session.isSet(key, PKCS11Constants.CKA_ALWAYS_SENSITIVE),
                session.isSet(key, PKCS11Constants.CKA_NEVER_EXTRACTABLE),
                new Exposure(
                        session.isSet(key, PKCS11Constants.CKA_SENSITIVE),
                        !Boolean.FALSE.equals(
                                session.attribute(key, PKCS11Constants.CKA_EXTRACTABLE))),
                entry == Entry.ADOPTED ? allowed(session, key) : Set.of());
    }

    /** An empty value means that there is no limit, as the attribute's absence does. */
    private static Set<Long> allowed(TokenSession session, long key) throws PKCS11Exception {
        return session.attribute(key, PKCS11Constants.CKA_ALLOWED_MECHANISMS) instanceof long[] some
                ? Arrays.stream(some).boxed().collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    private static void require(boolean holds, String attribute, TokenSettings settings) {
        if (!holds) {
            throw TokenErrors.notKept(settings, attribute);
        }
    }

    Map<String, String> words(@Nullable String token) {
        Map<String, String> words = new LinkedHashMap<>();
        if (token != null) {
            words.put("Token", token);
        }
        words.put("KeyMaterial", entry.toString());
        words.put("CKA_LOCAL", Boolean.toString(local));
        words.put("CKA_ALWAYS_SENSITIVE", Boolean.toString(alwaysSensitive));
        words.put("CKA_NEVER_EXTRACTABLE", Boolean.toString(neverExtractable));
        if (exposure != null) {
            words.put("CKA_SENSITIVE", Boolean.toString(exposure.sensitive()));
            words.put("CKA_EXTRACTABLE", Boolean.toString(exposure.extractable()));
        }
        if (!allowed.isEmpty()) {
            words.put("CKA_ALLOWED_MECHANISMS", TokenMechanisms.names(allowed));
        }
        return words;
    }
}
