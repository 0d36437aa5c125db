package org.kmsjca.store;

/** A change that a commit of this or another process made. */
public sealed interface StoreChange {
    /** A CMK is new or has changed. */
    record CmkPut(CmkRecord cmk) implements StoreChange {}

    /** A CMK is gone for good. */
    record CmkRemoved(String keyId) implements StoreChange {}

    /** A trusted certificate is new or has changed. */
    record CertificatePut(TrustedCertificateRecord certificate) implements StoreChange {}

    /** A trusted certificate is gone. */
    record CertificateRemoved(String alias) implements StoreChange {}
}
