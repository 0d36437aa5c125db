package org.kmsjca.kms.root;

import java.util.List;
import org.kmsjca.KmsException;
import org.kmsjca.kms.AuditTrail;
import org.kmsjca.kms.AuditedAction;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.RootEnvelope;
import org.kmsjca.text.Loggers;

/**
 * Replaces an envelope of the root key that only opens by a mangled passphrase; see {@link
 * org.kmsjca.protection.software.root.PassphraseRoot#opensMangled}.
 *
 * @param old the envelope to replace
 * @param by the same root key under the passphrase itself
 */
public record EnvelopeRenewal(RootEnvelope old, RootEnvelope by) {
    private boolean isOld(RootEnvelope envelope) {
        return envelope.envelopeId().equals(old.envelopeId());
    }

    /** Replaces it in a store that is unlocked; one that cannot be written stays as it is. */
    public void run(MetadataStore store, AuditTrail audit) {
        try {
            boolean done =
                    store.write(
                            transaction -> {
                                List<RootEnvelope> all = store.envelopes();
                                if (all.stream().noneMatch(this::isOld)) {
                                    return false; // another process was first
                                }
                                transaction.replaceEnvelopes(
                                        all.stream().map(e -> isOld(e) ? by : e).toList());
                                transaction.append(
                                        audit.done(
                                                AuditedAction.CHANGE_ROOT, by.envelopeId(), null));
                                return true;
                            });
            if (done) {
                Loggers.kms()
                        .log(
                                System.Logger.Level.WARNING,
                                "the store {0} had been made under the POSIX locale, with a passphrase"
                                        + " whose characters beyond ASCII were lost; it opens by the"
                                        + " passphrase itself from now on. Make a new 'kms root backup'",
                                store.location());
            }
        } catch (KmsException e) {
            Loggers.kms()
                    .log(
                            System.Logger.Level.WARNING,
                            "the store {0} opens by any passphrase of the same shape as its own, and could"
                                    + " not be changed: {1}; run 'kms root change --to passphrase'",
                            store.location(),
                            e.getMessage());
        }
    }
}
