package org.kmsjca.store;

/** What a commit of this or another process changed. */
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
