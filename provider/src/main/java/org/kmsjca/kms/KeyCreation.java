package org.kmsjca.kms;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.protection.ForeignKey;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.KeyPairMaterial;
import org.kmsjca.protection.ProtectionModule;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.StoreTransaction;
import org.kmsjca.store.VersionRecord;

/** Makes CMKs and keys that may become CMKs. */
final class KeyCreation {
    private final Modules modules;
    private final ProtectionLevel configuredLevel;
    private final Clock clock;
    private final Caller caller;

    KeyCreation(Modules modules, ProtectionLevel configuredLevel, Clock clock, Caller caller) {
        this.modules = modules;
        this.configuredLevel = configuredLevel;
        this.clock = clock;
        this.caller = caller;
    }

    /**
     * A CMK that was made but not stored.
     *
     * @param protectedMaterial what the store is to keep; null while the CMK waits for its import
     */
    @SuppressWarnings("ArrayRecordComponent") // handed to the store and dropped
    record NewCmk(CmkRecord cmk, byte @Nullable [] protectedMaterial) {
        /** Hands the material to the store. */
        void store(StoreTransaction transaction) {
            if (protectedMaterial != null) {
                transaction.putMaterial(cmk.keyId(), cmk.primaryVersionId(), protectedMaterial);
            }
        }
    }

    /** Makes what the spec asks for; slow for RSA, so outside of any transaction. */
    NewCmk create(CmkSpec spec) {
        ProtectionLevel level = spec.protectionLevel().orElse(configuredLevel);
        ProtectionModule module = modules.of(level);
        if (spec.origin() == Origin.EXTERNAL) {
            return new NewCmk(waitingForImport(spec, level), null);
        }
        var key = new TransientKey(module, module.generate(spec.keySpec()), spec.origin());
        NewCmk made = store(key, spec.keyUsage());
        CmkRecord described = made.cmk().withDescription(spec.description());
        if (spec.rotationInterval().isPresent()) {
            Rotations.checkAutomatic(described);
            described =
                    described.withRotationInterval(
                            Rotations.checked(spec.rotationInterval().get()));
        }
        return new NewCmk(described, made.protectedMaterial());
    }

    TransientKey generate(KeySpec keySpec) {
        ProtectionModule module = modules.of(configuredLevel);
        return new TransientKey(module, module.generate(keySpec), Origin.ALIYUN_KMS);
    }

    TransientKey importKey(Key key) throws InvalidKeyException {
        ProtectionModule module = modules.of(configuredLevel);
        KeyMaterial material = module.importKey(ForeignKey.specOf(key), key);
        return new TransientKey(module, material, Origin.EXTERNAL);
    }

    /** The CMK that a transient key becomes, without aliases and certificates. */
    NewCmk store(TransientKey key, KeyUsage usage) {
        PublicKey publicKey =
                key.material() instanceof KeyPairMaterial pair ? pair.publicKey() : null;
        Instant now = now();
        CmkRecord record =
                new CmkRecord(
                        key.keyId(),
                        caller.creator(),
                        now,
                        "",
                        KeyState.ENABLED,
                        usage,
                        key.keySpec(),
                        key.origin(),
                        key.module().level(),
                        key.versionId(),
                        null,
                        null,
                        null,
                        key.origin() == Origin.EXTERNAL
                                ? MaterialFingerprint.of(key.material())
                                : null,
                        0,
                        List.of(
                                new VersionRecord(
                                        key.versionId(),
                                        now,
                                        publicKey == null ? null : publicKey.getEncoded())),
                        List.of(),
                        List.of());
        return new NewCmk(
                record,
                key.module()
                        .protect(MaterialCache.binding(record, key.versionId()), key.material()));
    }

    /**
     * One more version of a CMK that was made but not stored.
     *
     * @param protectedMaterial what the store is to keep
     */
    @SuppressWarnings("ArrayRecordComponent") // handed to the store and dropped
    record NewVersion(VersionRecord version, byte[] protectedMaterial) {}

    /** Makes another version for the CMK; slow for RSA. */
    NewVersion version(CmkRecord cmk) {
        ProtectionModule module = modules.of(cmk.protectionLevel());
        String versionId = UUID.randomUUID().toString();
        KeyMaterial material = module.generate(cmk.keySpec());
        PublicKey publicKey = material instanceof KeyPairMaterial pair ? pair.publicKey() : null;
        return new NewVersion(
                new VersionRecord(
                        versionId, now(), publicKey == null ? null : publicKey.getEncoded()),
                module.protect(MaterialCache.binding(cmk, versionId), material));
    }

    /**
     * The CMK with its one version, which keeps its id for good, for material of Origin EXTERNAL.
     */
    CmkRecord withFirstVersion(CmkRecord cmk, KeyMaterial material) {
        if (!cmk.versions().isEmpty()) {
            return cmk;
        }
        PublicKey publicKey = material instanceof KeyPairMaterial pair ? pair.publicKey() : null;
        String versionId = UUID.randomUUID().toString();
        return cmk.withVersion(
                new VersionRecord(
                        versionId, now(), publicKey == null ? null : publicKey.getEncoded()),
                versionId);
    }

    /** What the store is to keep of the material of the version in use. */
    byte[] protect(CmkRecord cmk, KeyMaterial material) {
        return modules.of(cmk.protectionLevel())
                .protect(MaterialCache.binding(cmk, cmk.primaryVersionId()), material);
    }

    private CmkRecord waitingForImport(CmkSpec spec, ProtectionLevel level) {
        return new CmkRecord(
                UUID.randomUUID().toString(),
                caller.creator(),
                now(),
                spec.description(),
                KeyState.PENDING_IMPORT,
                spec.keyUsage(),
                spec.keySpec(),
                Origin.EXTERNAL,
                level,
                "",
                null,
                null,
                null,
                null,
                0,
                List.of(),
                List.of(),
                List.of());
    }

    /** Now, to the second, as all times of the KMS. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
