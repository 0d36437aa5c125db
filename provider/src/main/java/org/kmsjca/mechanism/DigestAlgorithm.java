package org.kmsjca.mechanism;

import org.jspecify.annotations.Nullable;

/** A message digest under its JCA name. */
public enum DigestAlgorithm {
    SHA1("SHA-1", "SHA1", 20, "1.3.14.3.2.26"),
    SHA224("SHA-224", "SHA224", 28, "2.16.840.1.101.3.4.2.4"),
    SHA256("SHA-256", "SHA256", 32, "2.16.840.1.101.3.4.2.1"),
    SHA384("SHA-384", "SHA384", 48, "2.16.840.1.101.3.4.2.2"),
    SHA512("SHA-512", "SHA512", 64, "2.16.840.1.101.3.4.2.3"),
    SHA512_224("SHA-512/224", "SHA512/224", 28, "2.16.840.1.101.3.4.2.5"),
    SHA512_256("SHA-512/256", "SHA512/256", 32, "2.16.840.1.101.3.4.2.6"),
    SHA3_224("SHA3-224", "SHA3-224", 28, "2.16.840.1.101.3.4.2.7"),
    SHA3_256("SHA3-256", "SHA3-256", 32, "2.16.840.1.101.3.4.2.8"),
    SHA3_384("SHA3-384", "SHA3-384", 48, "2.16.840.1.101.3.4.2.9"),
    SHA3_512("SHA3-512", "SHA3-512", 64, "2.16.840.1.101.3.4.2.10");

    private final String jcaName;
    private final String signaturePrefix;
    private final int length;
    private final String objectIdentifier;

    DigestAlgorithm(String jcaName, String signaturePrefix, int length, String oid) {
        this.jcaName = jcaName;
        this.signaturePrefix = signaturePrefix;
        this.length = length;
        this.objectIdentifier = oid;
    }

    /** The digest with that name, in any case, with or without the hyphen; null if none. */
    public static @Nullable DigestAlgorithm find(@Nullable String name) {
        for (DigestAlgorithm digest : values()) {
            if (digest.jcaName.equalsIgnoreCase(name)
                    || digest.signaturePrefix.equalsIgnoreCase(name)
                    || digest.objectIdentifier.equals(name)) {
                return digest;
            }
        }
        return null;
    }

    /** The name for {@code MessageDigest}, such as {@code SHA-256}. */
    public String jcaName() {
        return jcaName;
    }

    /** Gives the prefix of signature algorithms' names, such as {@code SHA256}. */
    public String signaturePrefix() {
        return signaturePrefix;
    }

    /** Length of the digest in bytes. */
    public int length() {
        return length;
    }

    public String objectIdentifier() {
        return objectIdentifier;
    }
}
