package org.kmsjca.jca;

import java.security.spec.AlgorithmParameterSpec;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Sm2ParameterSpec;

/** The user id of an SM2 signature, in our parameter class or in Bouncy Castle's. */
final class Sm2UserIds {
    private Sm2UserIds() {}

    /** The user id, or null when the parameters have none. */
    static @Nullable Sm2ParameterSpec of(@Nullable AlgorithmParameterSpec spec) {
        if (spec instanceof SM2ParameterSpec bouncyCastle) {
            return new Sm2ParameterSpec(bouncyCastle.getID());
        }
        return spec instanceof Sm2ParameterSpec ours ? ours : null;
    }
}
