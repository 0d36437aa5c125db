package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;

/** The parameters of RSASSA-PSS. */
final class PssParameters {
    private static final String MGF1 = "MGF1";

    private PssParameters() {}

    /** MGF1 with the same digest, a salt of its length. */
    static PSSParameterSpec of(DigestAlgorithm digest) {
        return new PSSParameterSpec(
                digest.jcaName(),
                MGF1,
                new MGF1ParameterSpec(digest.jcaName()),
                digest.length(),
                PSSParameterSpec.TRAILER_FIELD_BC);
    }

    /**
     * A copy of what a caller gave, whose class may be one of its own: each getter is asked once.
     */
    static PSSParameterSpec check(@Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (!(spec instanceof PSSParameterSpec pss)) {
            throw refused(spec == null ? "none came" : spec.getClass().getName() + " came");
        }
        String digestName = pss.getDigestAlgorithm();
        DigestAlgorithm digest = DigestAlgorithm.find(digestName);
        if (digest == null) {
            throw refused("the digest is " + digestName);
        }
        String function = pss.getMGFAlgorithm();
        if (!MGF1.equalsIgnoreCase(function)) {
            throw refused("the mask generation function is " + function);
        }
        DigestAlgorithm mask = maskDigest(pss.getMGFParameters(), digest);
        if (mask == null) {
            throw refused("the digest of MGF1 is not known");
        }
        int saltLength = pss.getSaltLength();
        if (saltLength < 0) {
            throw refused("the salt has " + saltLength + " bytes");
        }
        int trailer = pss.getTrailerField();
        if (trailer != PSSParameterSpec.TRAILER_FIELD_BC) {
            throw refused("the trailer is " + trailer);
        }
        return new PSSParameterSpec(
                digest.jcaName(), MGF1, new MGF1ParameterSpec(mask.jcaName()), saltLength, trailer);
    }

    /** The digest of MGF1, that of the message where none is named; null where it is unknown. */
    private static @Nullable DigestAlgorithm maskDigest(
            @Nullable AlgorithmParameterSpec mgf, DigestAlgorithm digest) {
        if (mgf == null) {
            return digest;
        }
        return mgf instanceof MGF1ParameterSpec mgf1
                ? DigestAlgorithm.find(mgf1.getDigestAlgorithm())
                : null;
    }

    static DigestAlgorithm digest(PSSParameterSpec checked) {
        return Objects.requireNonNull(DigestAlgorithm.find(checked.getDigestAlgorithm()));
    }

    static SignatureMechanism.RsaPss mechanism(PSSParameterSpec checked) {
        DigestAlgorithm digest = digest(checked);
        DigestAlgorithm mask = maskDigest(checked.getMGFParameters(), digest);
        return new SignatureMechanism.RsaPss(
                digest, Objects.requireNonNull(mask), checked.getSaltLength());
    }

    /** RFC 8017 section 9.1.1: digest, salt and two bytes must fit into the encoded message. */
    static void requireFit(PSSParameterSpec checked, ManagedKey key) throws InvalidKeyException {
        requireFit(checked, key.keySpec().bits(), key.displayName());
    }

    /** As the other, for a key of so many bits. */
    static void requireFit(PSSParameterSpec checked, int bits, String keyName)
            throws InvalidKeyException {
        int encoded = (bits - 1 + 7) / 8;
        int longest = encoded - digest(checked).length() - 2;
        if (checked.getSaltLength() > longest) {
            throw new InvalidKeyException(
                    ("a salt of %s bytes does not fit into a signature of %s, the longest is"
                                    + " %s")
                            .formatted(checked.getSaltLength(), keyName, longest));
        }
    }

    private static InvalidAlgorithmParameterException refused(String reason) {
        return new InvalidAlgorithmParameterException(
                "RSASSA-PSS takes PSSParameterSpec with a SHA digest, MGF1 and trailer 1: "
                        + reason);
    }
}
