package org.kmsjca.kms.root;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.AuditTrail;
import org.kmsjca.kms.AuditedAction;
import org.kmsjca.kms.StoreAddresses;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.RootEnvelope;
import org.kmsjca.store.StoreAddress;
import org.kmsjca.store.StoreOpening;

/** Opens a store to change the envelopes of its root key, beside programs that use it. */
final class RootEnvelopes {
    private final Configuration configuration;
    private final RootOfTrustFactory roots;

    RootEnvelopes(Configuration configuration, RootOfTrustFactory roots) {
        this.configuration = configuration;
        this.roots = roots;
    }

    /** Gives the envelopes that a store has from now on. */
    interface Change {
        List<RootEnvelope> apply(MetadataStore store, RootKey key);
    }

    /**
     * Changes the envelopes of the store, whose root key is opened for it.
     *
     * @param named the id of the envelope for the audit; null for that of the new one
     */
    void withKey(AuditedAction action, @Nullable String named, Change change) {
        try (MetadataStore store = openStore()) {
            try (RootKey key = openKey(store)) {
                apply(store, key, action, named, change);
            }
        }
    }

    /** Changes the envelopes of an open store by its root key. */
    void apply(
            MetadataStore store,
            RootKey key,
            AuditedAction action,
            @Nullable String named,
            Change change) {
        unlock(store, key);
        StoreGuard guard = new StoreGuard(configuration, roots);
        if (action == AuditedAction.RESTORE_ROOT) {
            guard.checkOrBegin(store, key); // the TPM may be another one
        } else {
            guard.check(store, key);
        }
        AuditTrail audit = AuditTrail.of(store, configuration);
        audit.recordingRefusal(
                audit.done(action, named, null),
                () -> {
                    List<String> before = ids(store.envelopes());
                    List<RootEnvelope> after = change.apply(store, key);
                    String subject = named == null ? newest(before, after) : named;
                    return store.write(
                            transaction -> {
                                requireUnchanged(store, before);
                                transaction.replaceEnvelopes(after);
                                transaction.append(audit.done(action, subject, null));
                                return true;
                            });
                });
    }

    /** Unlocks the store; a wrong key is found here, by the rows. */
    static void unlock(MetadataStore store, RootKey key) {
        store.unlock(new RootKeyMac(key), changes -> {});
    }

    private static @Nullable String newest(List<String> before, List<RootEnvelope> after) {
        return ids(after).stream().filter(id -> !before.contains(id)).findFirst().orElse(null);
    }

    /** Nobody else commits inside of a transaction. */
    private static void requireUnchanged(MetadataStore store, List<String> before) {
        if (!ids(store.envelopes()).equals(before)) {
            throw new KmsException(
                    KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY,
                    "the envelopes of the store were changed by another program; try again");
        }
    }

    private static List<String> ids(List<RootEnvelope> envelopes) {
        return envelopes.stream().map(RootEnvelope::envelopeId).toList();
    }

    /** Opens the root key by the configured root of trust. */
    RootKey openKey(MetadataStore store) {
        return new RootKeyUnlock(roots).of(store).key();
    }

    /** Opens the store, which has to be there. */
    MetadataStore openStore() {
        StoreAddress address = StoreAddresses.of(configuration);
        if (!StoreOpening.isThere(address)) {
            throw new KmsException(
                    KmsErrorCode.UNAVAILABLE,
                    "there is no store %s yet; the first use makes one, for example: kms key list"
                            .formatted(address.location()));
        }
        return StoreOpening.openAsFarAsPossible(
                address,
                storeId -> {
                    throw new KmsException(
                            KmsErrorCode.UNAVAILABLE,
                            "the store " + address.location() + " is empty");
                });
    }

    /** Finds an envelope by its id. */
    static RootEnvelope find(List<RootEnvelope> envelopes, String envelopeId) {
        return envelopes.stream()
                .filter(each -> each.envelopeId().equals(envelopeId))
                .findFirst()
                .orElseThrow(
                        () ->
                                new KmsException(
                                        KmsErrorCode.INVALID_PARAMETER,
                                        "the store has no envelope %s; it has %s"
                                                .formatted(envelopeId, ids(envelopes))));
    }
}
