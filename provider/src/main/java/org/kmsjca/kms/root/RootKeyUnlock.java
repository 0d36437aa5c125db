package org.kmsjca.kms.root;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.RootKind;
import org.kmsjca.crypto.RandomIds;
import org.kmsjca.protection.software.root.PassphraseRoot;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.protection.software.root.RootOfTrust;
import org.kmsjca.protection.software.root.SealedRootKey;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.RootEnvelope;
import org.kmsjca.store.StoreOpening;
import org.kmsjca.text.Loggers;

/** Makes the root key of a new store, or opens that of an existing one. */
public final class RootKeyUnlock {
    private final RootOfTrustFactory roots;
    private @Nullable OpenRoot open;

    public RootKeyUnlock(RootOfTrustFactory roots) {
        this.roots = roots;
    }

    /**
     * An opened root key.
     *
     * @param description what protects it, for people
     * @param kind kind of the envelope that was opened
     * @param renewal what is to be done as soon as the store is unlocked, or null
     */
    public record OpenRoot(
            RootKey key, String kind, String description, @Nullable EnvelopeRenewal renewal) {}

    /** Runs inside the transaction that creates the store. */
    public StoreOpening.NewRoot create(String storeId) {
        roots.checkNotLost();
        RootOfTrustFactory.NewStoreRoot chosen = roots.forNewStore();
        RootKey key = chosen.root().newRootKey();
        RootEnvelope envelope = envelope(chosen.root(), key, storeId);
        if (!chosen.advice().isEmpty()) {
            Loggers.kms().log(System.Logger.Level.WARNING, chosen.advice());
        }
        open = new OpenRoot(key, envelope.kind(), description(chosen.root(), envelope), null);
        return new StoreOpening.NewRoot(envelope, new RootKeyMac(key));
    }

    /** The root key under a root of trust. */
    public static RootEnvelope envelope(RootOfTrust root, RootKey key, String storeId) {
        return envelope(root.kind(), root.seal(key, storeId));
    }

    /** The row of a root key that a root of the kind has sealed. */
    public static RootEnvelope envelope(String kind, SealedRootKey sealed) {
        return new RootEnvelope(RandomIds.next(), kind, sealed.parameters(), sealed.sealed());
    }

    static SealedRootKey sealed(RootEnvelope envelope) {
        return new SealedRootKey(envelope.parameters(), envelope.sealedRootKey());
    }

    private static String description(RootOfTrust root, RootEnvelope envelope) {
        return root.description(sealed(envelope));
    }

    /** The root key, by the first envelope that the configuration's root of trust opens. */
    public OpenRoot of(MetadataStore store) {
        OpenRoot made = open;
        if (made != null) {
            return made;
        }
        List<RootEnvelope> envelopes = store.envelopes();
        Map<RootEnvelope, KmsException> failures = new LinkedHashMap<>();
        for (RootEnvelope envelope : envelopes) {
            RootOfTrust root = roots.forEnvelope(envelope.kind());
            if (root != null) {
                try {
                    RootKey key = root.unseal(sealed(envelope), store.storeId());
                    failures.forEach((failed, why) -> warn(envelope, failed, why));
                    return new OpenRoot(
                            key,
                            envelope.kind(),
                            description(root, envelope),
                            renewal(root, envelope, key, store.storeId()));
                } catch (KmsException e) {
                    failures.put(envelope, e);
                }
            }
        }
        if (!failures.isEmpty()) {
            KmsException failure = mostTelling(new ArrayList<>(failures.values()));
            throw roots.isKeyFileElsewhere(failures.keySet())
                    ? keyFileElsewhere(store, failure)
                    : failure;
        }
        String setting = roots.setting();
        throw new KmsException(
                KmsErrorCode.NO_PERMISSION,
                "the store %s is protected by %s, the configuration says root=%s; %s"
                        .formatted(
                                store.location(),
                                envelopes.stream().map(RootEnvelope::kind).toList(),
                                setting,
                                setting.equals(RootKind.AUTO.toString())
                                        ? "set root=passphrase, and root.passphrase to it"
                                        : "set root to what protects it; what it is to be, comes"
                                                + " afterwards: kms root change --to "
                                                + setting));
    }

    /** The machine that makes a store in a database makes the key file in its own home. */
    private KmsException keyFileElsewhere(MetadataStore store, KmsException cause) {
        return new KmsException(
                cause.code(),
                ("the store %s is protected by a key file, which is on the machine that made the store"
                                + " and not here: copy it to %s, readable by its owner only, or protect"
                                + " the store by a passphrase or by this machine's TPM, too: kms root"
                                + " enroll --help")
                        .formatted(store.location(), roots.keyFilePlace()),
                cause);
    }

    private static @Nullable EnvelopeRenewal renewal(
            RootOfTrust root, RootEnvelope envelope, RootKey key, String storeId) {
        return root instanceof PassphraseRoot passphrase && passphrase.opensMangled()
                ? new EnvelopeRenewal(envelope, envelope(root, key, storeId))
                : null;
    }

    /** Chooses the failure to report: another TPM is expected where a store is shared. */
    private static KmsException mostTelling(List<KmsException> failures) {
        KmsException chosen =
                failures.stream()
                        .filter(failure -> failure.code() != KmsErrorCode.UNAVAILABLE)
                        .findFirst()
                        .orElse(failures.get(0));
        failures.stream().filter(other -> other != chosen).forEach(chosen::addSuppressed);
        return chosen;
    }

    /** Warns of an envelope that failed, unless it belongs to another machine's TPM. */
    private static void warn(RootEnvelope opened, RootEnvelope failed, KmsException e) {
        if (opened.kind().equals(failed.kind())) {
            return;
        }
        Loggers.kms()
                .log(
                        System.Logger.Level.WARNING,
                        "the root key was opened another way, as one of its envelopes could not be: {0}",
                        e.getMessage());
    }
}
