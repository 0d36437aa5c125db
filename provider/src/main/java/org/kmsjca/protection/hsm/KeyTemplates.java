package org.kmsjca.protection.hsm;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.hsm.ObjectHandles.Name;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * Attributes of keys. Each says all of its uses, those that it has not included, because tokens
 * differ in what they give to a key that says nothing. CKA_TOKEN is false where none is said, by
 * the standard (PKCS#11 v2.40, 4.4), and there are tokens that refuse to hear it.
 */
final class KeyTemplates {
    private KeyTemplates() {}

    /** A token object's name: CKA_ID is the version id. */
    static Name name(KeySpec spec, String versionId) {
        return Name.of(versionId.getBytes(StandardCharsets.US_ASCII), objectClass(spec));
    }

    static long objectClass(KeySpec spec) {
        return spec.keyType().isSymmetric()
                ? PKCS11Constants.CKO_SECRET_KEY
                : PKCS11Constants.CKO_PRIVATE_KEY;
    }

    /**
     * A secret or private key that never leaves the token.
     *
     * @param aad null for a session object, which may do all that its spec can
     */
    static Attributes key(KeySpec spec, Pkcs11Mechanisms kind, @Nullable MaterialAad aad) {
        var attributes =
                new Attributes()
                        .with(PKCS11Constants.CKA_CLASS, objectClass(spec))
                        .with(PKCS11Constants.CKA_KEY_TYPE, kind.keyType())
                        .with(true, PKCS11Constants.CKA_PRIVATE, PKCS11Constants.CKA_SENSITIVE)
                        .with(PKCS11Constants.CKA_EXTRACTABLE, false);
        if (aad != null) {
            identify(attributes.with(PKCS11Constants.CKA_TOKEN, true), aad);
        }
        return uses(attributes, spec, aad == null ? null : aad.keyUsage());
    }

    /** Gives the attributes that make a session object a token object. */
    static Attributes copy(MaterialAad aad) {
        var attributes = new Attributes().with(PKCS11Constants.CKA_TOKEN, true);
        identify(attributes, aad);
        return uses(attributes, aad.keySpec(), aad.keyUsage());
    }

    /** The private half of a pair of the token that keys from outside are wrapped under. */
    static Attributes wrappingKey(Pkcs11Mechanisms kind, byte[] id, String label) {
        return wrappingKeys()
                .with(PKCS11Constants.CKA_KEY_TYPE, kind.keyType())
                .with(PKCS11Constants.CKA_ID, id)
                .with(PKCS11Constants.CKA_LABEL, label.toCharArray())
                .with(true, PKCS11Constants.CKA_PRIVATE, PKCS11Constants.CKA_SENSITIVE)
                .with(
                        false,
                        PKCS11Constants.CKA_EXTRACTABLE,
                        PKCS11Constants.CKA_SIGN,
                        PKCS11Constants.CKA_DECRYPT,
                        PKCS11Constants.CKA_DERIVE);
    }

    /** Gives the attributes that all wrapping keys have. */
    static Attributes wrappingKeys() {
        return new Attributes()
                .with(PKCS11Constants.CKA_CLASS, PKCS11Constants.CKO_PRIVATE_KEY)
                .with(PKCS11Constants.CKA_TOKEN, true)
                .with(PKCS11Constants.CKA_UNWRAP, true);
    }

    /** A secret key of this session, which wraps others or may be wrapped itself, nothing else. */
    static Attributes sessionSecret(long keyType, boolean wraps) {
        return new Attributes()
                .with(PKCS11Constants.CKA_CLASS, PKCS11Constants.CKO_SECRET_KEY)
                .with(PKCS11Constants.CKA_KEY_TYPE, keyType)
                .with(true, PKCS11Constants.CKA_PRIVATE, PKCS11Constants.CKA_SENSITIVE)
                .with(PKCS11Constants.CKA_EXTRACTABLE, !wraps)
                .with(PKCS11Constants.CKA_WRAP, wraps)
                .with(
                        false,
                        PKCS11Constants.CKA_ENCRYPT,
                        PKCS11Constants.CKA_DECRYPT,
                        PKCS11Constants.CKA_SIGN,
                        PKCS11Constants.CKA_VERIFY,
                        PKCS11Constants.CKA_UNWRAP,
                        PKCS11Constants.CKA_DERIVE);
    }

    /** Has a public half stay in the token under its key's name. */
    static void keep(Attributes publicHalf, MaterialAad aad) {
        identify(publicHalf.with(PKCS11Constants.CKA_TOKEN, true), aad);
    }

    private static void identify(Attributes attributes, MaterialAad aad) {
        attributes
                .with(PKCS11Constants.CKA_ID, aad.versionId().getBytes(StandardCharsets.US_ASCII))
                .with(PKCS11Constants.CKA_LABEL, ("kms " + aad.keyId()).toCharArray());
    }

    private static Attributes uses(Attributes attributes, KeySpec spec, @Nullable KeyUsage usage) {
        boolean signs = isFor(spec, usage, KeyUsage.SIGN_VERIFY);
        boolean encrypts = isFor(spec, usage, KeyUsage.ENCRYPT_DECRYPT);
        boolean agrees = isFor(spec, usage, KeyUsage.KEY_AGREEMENT);
        boolean authenticates = isFor(spec, usage, KeyUsage.GENERATE_VERIFY_MAC);
        if (spec.keyType().isSymmetric()) {
            return attributes
                    .with(encrypts, PKCS11Constants.CKA_ENCRYPT, PKCS11Constants.CKA_DECRYPT)
                    .with(authenticates, PKCS11Constants.CKA_SIGN, PKCS11Constants.CKA_VERIFY)
                    .with(
                            false,
                            PKCS11Constants.CKA_WRAP,
                            PKCS11Constants.CKA_UNWRAP,
                            PKCS11Constants.CKA_DERIVE);
        }
        return attributes
                .with(PKCS11Constants.CKA_SIGN, signs)
                .with(PKCS11Constants.CKA_DECRYPT, encrypts)
                .with(PKCS11Constants.CKA_DERIVE, agrees)
                .with(PKCS11Constants.CKA_UNWRAP, false);
    }

    private static boolean isFor(KeySpec spec, @Nullable KeyUsage usage, KeyUsage asked) {
        return usage == null ? spec.usages().contains(asked) : usage == asked;
    }

    /** The public half, which is read and destroyed: verification needs no token. */
    static Attributes publicKey(KeySpec spec, Pkcs11Mechanisms kind) {
        var attributes =
                new Attributes()
                        .with(PKCS11Constants.CKA_CLASS, PKCS11Constants.CKO_PUBLIC_KEY)
                        .with(PKCS11Constants.CKA_KEY_TYPE, kind.keyType());
        return switch (spec.keyType()) {
            case RSA ->
                    attributes
                            .with(PKCS11Constants.CKA_MODULUS_BITS, (long) spec.bits())
                            .with(PKCS11Constants.CKA_PUBLIC_EXPONENT, new byte[] {1, 0, 1});
            default -> attributes.with(PKCS11Constants.CKA_EC_PARAMS, PublicKeyReader.curve(spec));
        };
    }
}
