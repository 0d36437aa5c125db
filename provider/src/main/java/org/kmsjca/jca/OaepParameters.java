package org.kmsjca.jca;

import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.MGF1ParameterSpec;
import java.util.Objects;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.text.Printable;

/** The parameters of RSAES-OAEP. */
final class OaepParameters {
    private static final String MGF1 = "MGF1";

    private OaepParameters() {}

    /** The parameters that a transformation's name stands for, without a label. */
    static OAEPParameterSpec of(DigestAlgorithm digest, DigestAlgorithm maskDigest) {
        return new OAEPParameterSpec(
                digest.jcaName(),
                MGF1,
                new MGF1ParameterSpec(maskDigest.jcaName()),
                PSource.PSpecified.DEFAULT);
    }

    /**
     * A copy of what a caller gave, whose class may be one of its own: each getter is asked once.
     */
    static OAEPParameterSpec check(AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (!(spec instanceof OAEPParameterSpec oaep)) {
            throw refused("they are of " + spec.getClass().getName());
        }
        DigestAlgorithm digest = requireDigest(oaep.getDigestAlgorithm());
        if (!MGF1.equalsIgnoreCase(oaep.getMGFAlgorithm())
                || !(oaep.getMGFParameters() instanceof MGF1ParameterSpec mgf)) {
            throw refused("the mask generation function is not MGF1");
        }
        DigestAlgorithm mask = requireDigest(mgf.getDigestAlgorithm());
        if (!(oaep.getPSource() instanceof PSource.PSpecified label)) {
            throw refused("the label is not PSpecified");
        }
        return new OAEPParameterSpec(
                digest.jcaName(), MGF1, new MGF1ParameterSpec(mask.jcaName()), label);
    }

    static DigestAlgorithm digest(OAEPParameterSpec checked) {
        return Objects.requireNonNull(DigestAlgorithm.find(checked.getDigestAlgorithm()));
    }

    /** The spec in a caller's AlgorithmParameters. */
    static @Nullable OAEPParameterSpec spec(@Nullable AlgorithmParameters parameters)
            throws InvalidAlgorithmParameterException {
        if (parameters == null) {
            return null;
        }
        try {
            OAEPParameterSpec spec = parameters.getParameterSpec(OAEPParameterSpec.class);
            if (spec == null) {
                throw refused("the AlgorithmParameters give none");
            }
            return spec;
        } catch (InvalidParameterSpecException e) {
            throw new InvalidAlgorithmParameterException(
                    "OAEP does not take parameters of "
                            + Printable.of(String.valueOf(parameters.getAlgorithm())),
                    e);
        }
    }

    private static DigestAlgorithm requireDigest(@Nullable String name)
            throws InvalidAlgorithmParameterException {
        DigestAlgorithm digest = DigestAlgorithm.find(name);
        if (digest == null || digest.jcaName().startsWith("SHA3")) {
            throw refused("the digest is " + name);
        }
        return digest;
    }

    private static InvalidAlgorithmParameterException refused(String reason) {
        return new InvalidAlgorithmParameterException(
                "OAEP takes OAEPParameterSpec with SHA-1 or SHA-2 digests, MGF1 and a PSpecified"
                        + " label: "
                        + reason);
    }
}
