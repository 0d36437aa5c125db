package org.kmsjca.kms;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.crypto.RandomIds;
import org.kmsjca.protection.ImportedKey;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.KeyPairMaterial;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.ProtectionModule;
import org.kmsjca.protection.TokenModule;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.PendingTokenOperation;
import org.kmsjca.store.StoreTransaction;
import org.kmsjca.store.VersionRecord;

/** Makes CMKs and keys that may become CMKs. */
public final class KeyCreation {
    private final ProtectionModules modules;
    private final ProtectionLevel configuredLevel;
    private final Clock clock;
    private final Caller caller;
    private final IntentLog journal;
    private final OperationMetrics operations;

    public KeyCreation(
            ProtectionModules modules,
            ProtectionLevel configuredLevel,
            Clock clock,
            Caller caller,
            IntentLog journal,
            OperationMetrics operations) {
        this.modules = modules;
        this.journal = journal;
        this.configuredLevel = configuredLevel;
        this.clock = clock;
        this.caller = caller;
        this.operations = operations;
    }

    /**
     * A CMK that was made but not stored.
     *
     * @param protectedMaterial what the store is to keep; null while the CMK waits for its import
     * @param task the note of material outside of the store; null where there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // handed to the store and dropped
    record NewCmk(
            CmkRecord cmk,
            byte @Nullable [] protectedMaterial,
            @Nullable PendingTokenOperation task) {
        /** Hands the material to the store, in the transaction that keeps the CMK. */
        void store(StoreTransaction transaction) {
            if (protectedMaterial != null) {
                transaction.putMaterial(cmk.keyId(), cmk.primaryVersionId(), protectedMaterial);
            }
            if (task != null) {
                transaction.finish(task);
            }
        }
    }

    /** Carries out a change that makes key material, from its first note to its last. */
    <T> T during(Supplier<T> change) {
        return journal.during(change);
    }

    /** Makes what the spec asks for; slow for RSA, so outside of any transaction. */
    NewCmk create(CmkSpec spec) {
        Rotations.checkNew(spec);
        ProtectionLevel level = spec.protectionLevel().orElse(configuredLevel);
        ProtectionModule module = modules.of(level);
        if (spec.origin() == Origin.EXTERNAL) {
            if (module instanceof TokenModule tokens) {
                spec.hsm().ifPresent(hsm -> requireDefault(tokens, hsm));
                tokens.requireUse(spec.keySpec(), spec.keyUsage(), tokens.defaultPlace());
            }
            return new NewCmk(waitingForImport(spec, level), null, null);
        }
        var aad =
                new MaterialAad(
                        RandomIds.next(),
                        RandomIds.next(),
                        spec.keySpec(),
                        spec.keyUsage(),
                        spec.origin());
        if (module instanceof TokenModule tokens) {
            String place = spec.hsm().orElseGet(tokens::defaultPlace);
            return noted(aad, tokens, place, () -> tokens.generate(aad, place), describing(spec));
        }
        return protectedBy(module, aad, module.generate(spec.keySpec()), describing(spec));
    }

    private static UnaryOperator<CmkRecord.Builder> describing(CmkSpec spec) {
        return cmk ->
                cmk.description(spec.description())
                        .tags(spec.tags())
                        .rawCiphers(spec.rawCiphers())
                        .rotationIntervalSeconds(
                                spec.rotationInterval().map(Duration::toSeconds).orElse(0L));
    }

    /** Material that comes later has nothing yet that could say where it belongs. */
    private static void requireDefault(TokenModule tokens, String hsm) {
        if (!hsm.equals(tokens.defaultPlace())) {
            throw KmsErrors.invalid(
                    ("CMKs of Origin EXTERNAL take their material in the HSM '%s', which is"
                                    + " the default, not in '%s'; set hsm.default to that one")
                            .formatted(tokens.defaultPlace(), hsm));
        }
    }

    private NewCmk protectedBy(
            ProtectionModule module,
            MaterialAad aad,
            KeyMaterial material,
            UnaryOperator<CmkRecord.Builder> details) {
        return new NewCmk(
                record(aad, material, module, details), module.protect(aad, material), null);
    }

    /** Makes key material in a token, with an entry in the intent log until the CMK is stored. */
    private NewCmk noted(
            MaterialAad aad,
            TokenModule module,
            String place,
            Supplier<KeyMaterial> making,
            UnaryOperator<CmkRecord.Builder> details) {
        PendingTokenOperation task = journal.begin(aad, module, place);
        try {
            KeyMaterial material = making.get();
            return new NewCmk(
                    record(aad, material, module, details), module.protect(aad, material), task);
        } catch (RuntimeException | Error e) {
            if (module.mayHaveMade(aad)) {
                journal.rollBack(task);
            } else {
                journal.finish(task);
            }
            throw e;
        }
    }

    /** Destroys the token object of a CMK whose creation failed. */
    void discard(NewCmk cmk) {
        if (cmk.task() != null) {
            journal.rollBack(cmk.task());
        }
    }

    /** Generates a key of the configured level that is kept only when a KeyStore stores it. */
    public TransientKey generate(KeySpec keySpec) {
        ProtectionModule module = modules.of(configuredLevel);
        return new TransientKey(module, module.generate(keySpec), Origin.ALIYUN_KMS, operations);
    }

    /**
     * Imports another provider's key, which is kept only when a KeyStore stores it.
     *
     * @throws InvalidKeyException when it has no encoding, or no KeySpec fits it
     */
    public TransientKey importKey(Key key) throws InvalidKeyException {
        ProtectionModule module = modules.of(configuredLevel);
        try (ImportedKey copy = ImportedKey.of(key)) {
            KeyMaterial material = module.importKey(copy.keySpec(), copy);
            return new TransientKey(module, material, Origin.EXTERNAL, operations);
        }
    }

    /** Makes the CMK that a transient key becomes, without aliases and certificates. */
    NewCmk store(TransientKey key, KeyUsage usage) {
        var aad = new MaterialAad(key.keyId(), key.versionId(), key.keySpec(), usage, key.origin());
        KeyMaterial material = key.material();
        return key.module() instanceof TokenModule module
                ? noted(
                        aad,
                        module,
                        module.placeOf(material),
                        () -> material,
                        UnaryOperator.identity())
                : protectedBy(key.module(), aad, material, UnaryOperator.identity());
    }

    private CmkRecord record(
            MaterialAad aad,
            KeyMaterial material,
            ProtectionModule module,
            UnaryOperator<CmkRecord.Builder> details) {
        Instant now = now();
        CmkRecord.Builder cmk =
                CmkRecord.builder(aad.keyId(), aad.keySpec(), aad.keyUsage())
                        .creator(caller.creator())
                        .creationDate(now)
                        .origin(aad.origin())
                        .protectionLevel(module.level())
                        .versions(List.of(version(aad, material, now)), aad.versionId());
        if (aad.origin() == Origin.EXTERNAL) {
            cmk.materialFingerprint(MaterialFingerprint.of(material));
        }
        return details.apply(cmk).build();
    }

    /**
     * One more version of a CMK that was made but not stored.
     *
     * @param protectedMaterial what the store is to keep
     * @param task the note of material outside of the store; null where there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // handed to the store and dropped
    public record NewVersion(
            String keyId,
            VersionRecord version,
            byte[] protectedMaterial,
            @Nullable PendingTokenOperation task) {
        /** Hands the material to the store, in the transaction that keeps the version. */
        public void store(StoreTransaction transaction) {
            transaction.putMaterial(keyId, version.versionId(), protectedMaterial);
            if (task != null) {
                transaction.finish(task);
            }
        }
    }

    /** Whether versions of the CMK are made outside of the store, so before any transaction. */
    public boolean isOutside(CmkRecord cmk) {
        return modules.byLevel().get(cmk.protectionLevel()) instanceof TokenModule;
    }

    /** Whether the configuration still has what the CMK's material is in. */
    boolean isWithinReach(CmkRecord cmk) {
        return modules.byLevel().containsKey(cmk.protectionLevel());
    }

    /** Makes another version for the CMK; slow for RSA. */
    NewVersion version(CmkRecord cmk) {
        ProtectionModule module = modules.of(cmk.protectionLevel());
        MaterialAad aad = MaterialCache.aad(cmk, RandomIds.next());
        if (!(module instanceof TokenModule tokens)) {
            KeyMaterial material = module.generate(cmk.keySpec());
            return new NewVersion(
                    cmk.keyId(),
                    version(aad, material, now()),
                    module.protect(aad, material),
                    null);
        }
        String place = journal.placeOf(cmk, tokens).orElseGet(tokens::defaultPlace);
        NewCmk made =
                noted(
                        aad,
                        tokens,
                        place,
                        () -> tokens.generate(aad, place),
                        UnaryOperator.identity());
        return new NewVersion(
                cmk.keyId(),
                made.cmk().versions().get(0),
                Objects.requireNonNull(made.protectedMaterial()),
                made.task());
    }

    /** Destroys the token object of a version whose creation failed. */
    public void discard(NewVersion version) {
        if (version.task() != null) {
            journal.rollBack(version.task());
        }
    }

    private static VersionRecord version(MaterialAad aad, KeyMaterial material, Instant now) {
        PublicKey publicKey = material instanceof KeyPairMaterial pair ? pair.publicKey() : null;
        return new VersionRecord(
                aad.versionId(), now, publicKey == null ? null : publicKey.getEncoded());
    }

    /** The one version of a CMK of Origin EXTERNAL, which keeps its id for good. */
    public NewVersion imported(CmkRecord cmk, KeyMaterial material) {
        String versionId = cmk.versions().isEmpty() ? RandomIds.next() : cmk.primaryVersionId();
        MaterialAad aad = MaterialCache.aad(cmk, versionId);
        ProtectionModule module = modules.of(cmk.protectionLevel());
        VersionRecord version = version(aad, material, now());
        if (module instanceof TokenModule tokens) {
            NewCmk made =
                    noted(
                            aad,
                            tokens,
                            tokens.placeOf(material),
                            () -> material,
                            UnaryOperator.identity());
            return new NewVersion(
                    cmk.keyId(),
                    version,
                    Objects.requireNonNull(made.protectedMaterial()),
                    made.task());
        }
        return new NewVersion(cmk.keyId(), version, module.protect(aad, material), null);
    }

    private CmkRecord waitingForImport(CmkSpec spec, ProtectionLevel level) {
        return CmkRecord.builder(RandomIds.next(), spec.keySpec(), spec.keyUsage())
                .creator(caller.creator())
                .creationDate(now())
                .description(spec.description())
                .rawCiphers(spec.rawCiphers())
                .keyState(KeyState.PENDING_IMPORT)
                .origin(Origin.EXTERNAL)
                .protectionLevel(level)
                .tags(spec.tags())
                .build();
    }

    /** Now, to the second, as all times of the KMS. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
