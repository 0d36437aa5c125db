package org.kmsjca;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What protects the root key of a store.
 *
 * @param store where the store is: its file, or its database
 * @param setting the configuration's {@code root}
 * @param envelopes the root key under each of its roots of trust; each opens the store by itself
 * @param lastBackup when {@link KmsRoot#backup} was last used
 */
public record RootStatus(
        String store, String setting, List<Envelope> envelopes, Optional<Instant> lastBackup) {

    public RootStatus {
        envelopes = List.copyOf(envelopes);
    }

    /**
     * The root key as one root of trust protects it.
     *
     * @param envelopeId names it where one of several is meant
     * @param kind {@code tpm}, {@code passphrase} or {@code keyfile}
     * @param description for people: what it is bound to
     */
    public record Envelope(String envelopeId, String kind, String description) {}

    /** Whether a TPM alone protects the store, so that its loss is the loss of every key. */
    public boolean isWithoutWayBack() {
        return lastBackup.isEmpty() && envelopes.stream().allMatch(e -> e.kind().equals("tpm"));
    }
}
