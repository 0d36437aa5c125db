package org.kmsjca.store;

/** The MACs of format 1. */
final class Format1Macs {
    private final RecordMac authenticator;
    private final String storeId;

    Format1Macs(RecordMac authenticator, String storeId) {
        this.authenticator = authenticator;
        this.storeId = storeId;
    }

    byte[] store(long revision, byte[] accumulator, AuditHead head) {
        return mac(
                start("store")
                        .number(revision)
                        .bytes(accumulator)
                        .number(head.sequence())
                        .bytes(head.mac()));
    }

    byte[] entry(String kind, String id, long revision, boolean removed, byte[] mac) {
        return mac(start("entry").text(kind).text(id).number(revision).flag(removed).bytes(mac));
    }

    byte[] cmk(long revision, CmkRecord cmk) {
        return mac(RecordEncoding.cmk(start("cmk").number(revision), cmk));
    }

    byte[] certificate(long revision, TrustedCertificateRecord certificate) {
        return mac(
                start("certificate")
                        .number(revision)
                        .text(certificate.alias())
                        .bytes(certificate.certificate())
                        .number(certificate.creationDate().getEpochSecond()));
    }

    byte[] removal(long revision, boolean ofCmk, String id) {
        String purpose = ofCmk ? "cmk removed" : "certificate removed";
        return mac(start(purpose).number(revision).text(id));
    }

    byte[] task(PendingTokenOperation task) {
        return mac(RecordEncoding.task(start("material task"), task));
    }

    private CanonicalEncoding start(String purpose) {
        return new CanonicalEncoding().text("kms-store/1 " + purpose).text(storeId);
    }

    private byte[] mac(CanonicalEncoding encoding) {
        return authenticator.mac(encoding.toByteArray());
    }
}
