package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Sm2ParameterSpec;

/** The user id of an SM2 signature, in our parameter class, Bouncy Castle's or Kona's. */
final class Sm2UserIds {
    /** Of the program's own Bouncy Castle: the classes in our jar have other names. */
    private static final ForeignSpec BOUNCY_CASTLE =
            new ForeignSpec("org.bouncycastle.jcajce.spec.SM2ParameterSpec");

    /** It also has the signer's public key, which the key at hand says better. */
    private static final ForeignSpec KONA =
            new ForeignSpec("com.tencent.kona.crypto.spec.SM2SignatureParameterSpec");

    private Sm2UserIds() {}

    /**
     * The user id, or null when the parameters have none.
     *
     * @throws InvalidAlgorithmParameterException when it is longer than SM2 takes
     */
    static @Nullable Sm2ParameterSpec of(@Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (spec instanceof Sm2ParameterSpec ours) {
            return ours;
        }
        byte[] userId = BOUNCY_CASTLE.bytes(spec, "getID");
        if (userId == null) {
            userId = KONA.bytes(spec, "getId");
        }
        try {
            return userId == null ? null : new Sm2ParameterSpec(userId);
        } catch (IllegalArgumentException e) {
            throw new InvalidAlgorithmParameterException(e.getMessage(), e);
        }
    }
}
