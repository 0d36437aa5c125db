package org.kmsjca.conformance.wycheproof;

import javax.crypto.spec.SecretKeySpec;

/** Tests whose key is a secret key of their own. */
abstract class SecretKeyRunner implements VectorRunner {
    private final String keyAlgorithm;

    SecretKeyRunner(String keyAlgorithm) {
        this.keyAlgorithm = keyAlgorithm;
    }

    @Override
    public final String keyName(Vector vector) {
        return vector.text("key");
    }

    @Override
    public final ImportableKey key(Vector vector) {
        return ImportableKey.of(new SecretKeySpec(vector.bytes("key"), keyAlgorithm));
    }
}
