package org.kmsjca.kms;

/** A cryptographic operation that a flight recording watches. */
interface Observation {
    /**
     * Ends and records it.
     *
     * @param outcome {@code OK}, an error code of the KMS, or the name of an exception
     */
    void ended(KmsCall call, ManagedKey key, String algorithm, String outcome, long sessionWait);
}
