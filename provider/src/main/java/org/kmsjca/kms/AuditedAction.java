package org.kmsjca.kms;

/** The audited actions that are no calls of the KMS API. */
public enum AuditedAction {
    /** The end of a CMK whose waiting period is over. */
    DESTROY_KEY("DestroyKey"),

    /** A new version by automatic rotation. */
    ROTATE_KEY("RotateKey"),

    /** The end of imported material whose time is over. */
    EXPIRE_KEY_MATERIAL("ExpireKeyMaterial"),

    /** Material that was marked for destruction is in use and stays. */
    KEEP_KEY_MATERIAL("KeepKeyMaterial"),

    /** A key that was in an HSM becomes a CMK. */
    ADOPT_HSM_OBJECT("AdoptHsmObject"),

    /** The clock of this machine is believed, whatever time the store has seen. */
    ACCEPT_TIME("AcceptTime"),

    SET_CERTIFICATE_CHAIN("SetCertificateChain"),
    SET_TRUSTED_CERTIFICATE("SetTrustedCertificate"),
    DELETE_TRUSTED_CERTIFICATE("DeleteTrustedCertificate"),

    /** A store older than what was acknowledged is gone on with. */
    ACCEPT_REVISION("AcceptRevision"),

    CHANGE_ROOT("ChangeRoot"),

    /** Another root key: everything in the store is encrypted and authenticated anew. */
    CHANGE_ROOT_KEY("ChangeRootKey"),
    ENROLL_ROOT("EnrollRoot"),
    RESEAL_ROOT("ResealRoot"),
    REMOVE_ROOT("RemoveRoot"),
    BACKUP_ROOT("BackupRoot"),
    RESTORE_ROOT("RestoreRoot"),

    BACKUP_STORE("BackupStore"),
    RESTORE_STORE("RestoreStore");

    private final String auditName;

    AuditedAction(String auditName) {
        this.auditName = auditName;
    }

    /** Whether nobody has asked for it. */
    boolean isOfTheKmsItself() {
        return this == DESTROY_KEY
                || this == ROTATE_KEY
                || this == EXPIRE_KEY_MATERIAL
                || this == KEEP_KEY_MATERIAL;
    }

    /** The name in the audit. */
    @Override
    public String toString() {
        return auditName;
    }
}
