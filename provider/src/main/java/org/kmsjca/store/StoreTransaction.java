package org.kmsjca.store;

import java.time.Instant;
import java.util.List;

/**
 * What a write transaction may do. Valid only inside {@link MetadataStore#write}; all of it takes
 * effect at commit, or none.
 */
public interface StoreTransaction {
    /** Adds a CMK or replaces the one with its key id, with versions, aliases and chain. */
    void put(CmkRecord cmk);

    /** Removes a CMK with everything of it, its key material included. */
    void remove(String keyId);

    /** Keeps the protected key material of a version. */
    void putMaterial(String keyId, String versionId, byte[] protectedMaterial);

    /** Destroys the protected key material of all versions of a CMK. */
    void removeMaterial(String keyId);

    /** Notes what is about to happen to material outside of the store. */
    void put(PendingTokenOperation task);

    /** Ends a task; the transaction fails when it is no longer there as it was. */
    void finish(PendingTokenOperation task);

    /** Adds a trusted certificate or replaces the one under its alias. */
    void put(TrustedCertificateRecord certificate);

    /** Removes a trusted certificate. */
    void removeCertificate(String alias);

    /**
     * Replaces all envelopes of the root key.
     *
     * @throws IllegalArgumentException when there are none: the store could never be opened again
     */
    void replaceEnvelopes(List<RootEnvelope> envelopes);

    /** Remembers that the root key was backed up. */
    void noteRootBackup(Instant time);

    /** Holds a clock against the times that the store has seen, and remembers what it says. */
    void look(Instant clock);

    /** Believes a clock, whatever the store has seen. */
    void accept(Instant clock);

    /** Takes the next revision from after this one, too, which another copy of the store has. */
    void passRevision(long revision);

    /** Raises the counter that the store is held against, whatever else is changed. */
    void raiseCounter();

    /** Appends a record to the audit, and looks at the clock by its time. */
    void append(AuditEntry entry);
}
