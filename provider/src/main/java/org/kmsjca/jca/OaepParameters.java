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

/** The parameters of RSAES-OAEP. */
final class OaepParameters {
    private static final String MGF1 = "MGF1";

    private OaepParameters() {}

    /** What a name alone says, without a label. */
    static OAEPParameterSpec of(DigestAlgorithm digest, DigestAlgorithm maskDigest) {
        return new OAEPParameterSpec(
                digest.jcaName(),
                MGF1,
                new MGF1ParameterSpec(maskDigest.jcaName()),
                PSource.PSpecified.DEFAULT);
    }

    /** Checks what a caller gave. */
    static OAEPParameterSpec check(AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (!(spec instanceof OAEPParameterSpec oaep)) {
            throw refused("they are of " + spec.getClass().getName());
        }
        requireDigest(oaep.getDigestAlgorithm());
        if (!MGF1.equalsIgnoreCase(oaep.getMGFAlgorithm())
                || !(oaep.getMGFParameters() instanceof MGF1ParameterSpec mgf)) {
            throw refused("the mask generation function is not MGF1");
        }
        requireDigest(mgf.getDigestAlgorithm());
        if (!(oaep.getPSource() instanceof PSource.PSpecified)) {
            throw refused("the label is not PSpecified");
        }
        return oaep;
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
            return parameters.getParameterSpec(OAEPParameterSpec.class);
        } catch (InvalidParameterSpecException e) {
            throw new InvalidAlgorithmParameterException(
                    "OAEP does not take parameters of " + parameters.getAlgorithm(), e);
        }
    }

    private static void requireDigest(String name) throws InvalidAlgorithmParameterException {
        DigestAlgorithm digest = DigestAlgorithm.find(name);
        if (digest == null || digest.jcaName().startsWith("SHA3")) {
            throw refused("the digest is " + name);
        }
    }

    private static InvalidAlgorithmParameterException refused(String reason) {
        return new InvalidAlgorithmParameterException(
                "OAEP takes OAEPParameterSpec with SHA-1 or SHA-2 digests, MGF1 and a PSpecified"
                        + " label: "
                        + reason);
    }
}
