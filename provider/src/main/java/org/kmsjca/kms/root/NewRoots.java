package org.kmsjca.kms.root;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.RootKind;
import org.kmsjca.protection.software.root.KeyFileRoot;
import org.kmsjca.protection.software.root.NextKeyFile;
import org.kmsjca.protection.software.root.PassphraseRoot;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.protection.software.root.RootOfTrust;
import org.kmsjca.protection.software.root.SealedRootKey;
import org.kmsjca.protection.software.root.tpm.TpmRoot;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.RootEnvelope;

/**
 * What protects a store's root key from now on, by secrets that were none of its before: whoever
 * knows what opens the store today is not to open what comes.
 */
final class NewRoots {
    private static final String NEW_PASSPHRASE =
            "--new-passphrase file:PATH (or env:NAME) gives another one";

    private final RootOfTrustFactory roots;
    private final @Nullable RootKind wanted;
    private final char @Nullable [] passphrase;

    /**
     * What the user wants.
     *
     * @param wanted the only one; null when the kinds stay as they are
     * @param passphrase the new one; null when it is the configuration's
     */
    NewRoots(RootOfTrustFactory roots, @Nullable RootKind wanted, char @Nullable [] passphrase) {
        if (passphrase != null && wanted != null && wanted != RootKind.PASSPHRASE) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "a new passphrase goes with --to passphrase, not with --to " + wanted);
        }
        this.roots = roots;
        this.wanted = wanted;
        this.passphrase = passphrase;
    }

    /** A root key, with the random numbers of a TPM that is to protect it. */
    RootKey newRootKey(MetadataStore store) {
        RootKind kind = wanted;
        if (kind == null) {
            boolean hasTpm =
                    store.envelopes().stream().anyMatch(each -> each.kind().equals(TpmRoot.KIND));
            kind = hasTpm ? RootKind.TPM : RootKind.KEYFILE;
        }
        return roots.of(kind).newRootKey();
    }

    /** The envelopes of the root key. Runs in a write transaction of the store. */
    List<RootEnvelope> envelopes(MetadataStore store, RootKey key) {
        List<RootEnvelope> today = store.envelopes();
        List<String> kinds =
                wanted == null
                        ? today.stream().map(RootEnvelope::kind).distinct().toList()
                        : List.of(wanted.toString());
        if (passphrase != null && !kinds.contains(PassphraseRoot.KIND)) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "the store has no passphrase to replace; --to passphrase protects it by one");
        }
        return kinds.stream().map(kind -> envelope(kind, today, store, key)).toList();
    }

    private RootEnvelope envelope(
            String kind, List<RootEnvelope> today, MetadataStore store, RootKey key) {
        List<SealedRootKey> sealed =
                today.stream()
                        .filter(each -> each.kind().equals(kind))
                        .map(RootKeyUnlock::sealed)
                        .toList();
        RootOfTrust root =
                switch (kind) {
                    case KeyFileRoot.KIND -> new NextKeyFile(roots.keyFile(), sealed);
                    case PassphraseRoot.KIND -> passphrase(sealed, store);
                    default -> roots.tpm();
                };
        RootEnvelope envelope = RootKeyUnlock.envelope(root, key, store.storeId());
        if (wanted == null && kind.equals(TpmRoot.KIND)) {
            refuseOtherTpms(sealed, RootKeyUnlock.sealed(envelope));
        }
        return envelope;
    }

    private RootOfTrust passphrase(List<SealedRootKey> today, MetadataStore store) {
        char[] given = passphrase;
        PassphraseRoot root =
                given == null ? roots.passphrase() : new PassphraseRoot(given::clone, true);
        for (SealedRootKey sealed : today) {
            if (opens(root, sealed, store)) {
                throw new KmsException(
                        KmsErrorCode.INVALID_PARAMETER,
                        ("the passphrase opens the store %s today: whoever knows it would open it"
                                        + " again; %s")
                                .formatted(store.location(), NEW_PASSPHRASE));
            }
        }
        return root;
    }

    private static boolean opens(RootOfTrust root, SealedRootKey sealed, MetadataStore store) {
        try {
            root.unseal(sealed, store.storeId()).close();
            return true;
        } catch (KmsException e) {
            if (e.code() == KmsErrorCode.NO_PERMISSION) {
                return false;
            }
            throw e;
        }
    }

    private static void refuseOtherTpms(List<SealedRootKey> today, SealedRootKey next) {
        if (!today.stream().allMatch(each -> TpmRoot.isOfSameTpm(each, next))) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "another machine's TPM opens the store, too, and is not at hand; protect the"
                            + " new root key by --to tpm, and enroll the other TPM again: kms root"
                            + " enroll --help");
        }
    }

    /** Gives a new key file its name, now that the store is under it. */
    void takeEffect(MetadataStore store) {
        for (RootEnvelope envelope : store.envelopes()) {
            if (envelope.kind().equals(KeyFileRoot.KIND)) {
                roots.of(RootKind.KEYFILE)
                        .unseal(RootKeyUnlock.sealed(envelope), store.storeId())
                        .close();
            }
        }
    }
}
