package org.kmsjca.kms.engine;

/**
 * A rule of the KMS, and how to see whether it holds here.
 *
 * @param call the KMS's call
 * @param rule what the KMS does, as a sentence
 * @param check fails where it does not hold
 */
record FidelityRule(String call, String rule, Check check) {
    /** Looks at one KMS, which nobody else uses. */
    @FunctionalInterface
    interface Check {
        void on(FidelityKms kms) throws Exception;
    }

    @Override
    public String toString() {
        return call + ": " + rule;
    }
}
