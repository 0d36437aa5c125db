package org.kmsjca.jca;

import java.security.spec.AlgorithmParameterSpec;

/**
 * Declares what {@code AsymmetricKey} declares from Java 22 on. A class compiled for Java 17 whose
 * own method returns a narrower type has a bridge through this interface; without it {@code
 * AsymmetricKey.getParams()} would be that interface's default and answer null.
 */
interface ParameterizedKey {
    AlgorithmParameterSpec getParams();
}
