package org.kmsjca.jca;

import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.crypto.encoding.KeyDerivation;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.text.Printable;

/** Derives keys from the secret of a key agreement. */
record AgreementKdf(Scheme scheme, DigestAlgorithm digest) {
    /** The schemes. */
    enum Scheme {
        /** ANSI X9.63, SEC 1 section 3.6.1: the one of CMS, RFC 5753. */
        X963,
        /** RFC 5869. */
        HKDF
    }

    private static final String AES = "2.16.840.1.101.3.4.1.";
    private static final String SM4 = "1.2.156.10197.1.104";
    private static final int AES_DEFAULT_BITS = 256;

    /** The offset of each AES key size in the arc of its object identifiers. */
    private static final int OID_STEP = 20;

    /**
     * Derives bytes.
     *
     * @param info what both parties know, in X9.63 the shared information; null for none
     * @param salt of HKDF; null for none
     */
    byte[] derive(byte[] secret, byte @Nullable [] info, byte @Nullable [] salt, int length) {
        return scheme == Scheme.HKDF
                ? KeyDerivation.hkdf(digest, secret, salt, info, length)
                : KeyDerivation.x963(digest, secret, info, length);
    }

    /**
     * What a key is for, and its length in bytes.
     *
     * @param name of the key's algorithm
     */
    record KeyPurpose(String name, int length) {
        SecretKey key(byte[] bytes) {
            return new SecretKeySpec(bytes, name);
        }
    }

    /**
     * Finds the key that is asked for by the name of its algorithm, or by the object identifier of
     * the cipher that it is for.
     */
    static KeyPurpose purpose(@Nullable String algorithm) throws NoSuchAlgorithmException {
        String name = algorithm == null ? "" : algorithm;
        if (name.toUpperCase(Locale.ROOT).startsWith("OID.")) {
            name = name.substring("OID.".length());
        }
        int aesBits = name.equalsIgnoreCase("AES") ? AES_DEFAULT_BITS : aesBits(name);
        if (aesBits > 0) {
            return new KeyPurpose("AES", aesBits / Byte.SIZE);
        }
        if (name.equalsIgnoreCase("SM4") || name.equals(SM4) || name.startsWith(SM4 + ".")) {
            return new KeyPurpose("SM4", KeySpec.ALIYUN_SM4.bits() / Byte.SIZE);
        }
        for (KeySpec spec : KeySpec.values()) {
            if (spec.keyType() == KeyType.HMAC && spec.keyAlgorithm().equalsIgnoreCase(name)) {
                return new KeyPurpose(spec.keyAlgorithm(), spec.bits() / Byte.SIZE);
            }
        }
        throw new NoSuchAlgorithmException(
                ("no keys for %s are derived, but for AES, SM4, HMAC by their names, and for AES and"
                                + " SM4 by the object identifiers of their modes")
                        .formatted(Printable.of(String.valueOf(algorithm))));
    }

    /** The size of key of a mode's object identifier, 0 for another name. */
    private static int aesBits(String name) {
        if (!name.startsWith(AES) || !name.matches("[0-9.]+[.][0-9]{1,2}")) {
            return 0;
        }
        String last = name.substring(AES.length());
        int arc = last.indexOf('.') < 0 ? Integer.parseInt(last) : 0;
        int mode = arc % OID_STEP;
        return mode >= 1 && mode <= 8 && arc < 3 * OID_STEP ? 128 + 64 * (arc / OID_STEP) : 0;
    }
}
