package org.kmsjca.kms.root;

import java.util.Map;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.kms.MaterialCache;
import org.kmsjca.kms.ProtectionModules;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.SessionWaits;
import org.kmsjca.protection.software.SoftwareModule;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.Reprotection;

/**
 * Takes key material from under one root key and puts it under another. Keys in tokens stay where
 * they are, and are not asked: what the store keeps of them gets another MAC.
 */
final class Reprotecting implements Reprotection {
    private final ProtectionModules from;
    private final ProtectionModules to;
    private final Map<String, CmkRecord> records;

    /**
     * As the configuration has it.
     *
     * @param records the CMKs, by key id
     */
    Reprotecting(
            Configuration configuration,
            RootKey old,
            RootKey next,
            Map<String, CmkRecord> records) {
        this.from = modules(configuration, old);
        this.to = modules(configuration, next);
        this.records = records;
    }

    private static ProtectionModules modules(Configuration configuration, RootKey key) {
        var software =
                new SoftwareModule(key, configuration.softwareEngine(), SystemRandom.source());
        return HsmModules.with(software, configuration, key, new SessionWaits());
    }

    @Override
    public byte[] of(String keyId, String versionId, byte[] protectedMaterial) {
        CmkRecord record = records.get(keyId);
        if (record == null) {
            throw new KmsException(
                    KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY,
                    "CMK " + keyId + " was made by another program meanwhile; try again");
        }
        MaterialAad aad = MaterialCache.aad(record, versionId);
        var level = record.protectionLevel();
        var material = from.of(level).open(aad, protectedMaterial);
        try {
            return to.of(level).protect(aad, material);
        } finally {
            material.close();
        }
    }
}
