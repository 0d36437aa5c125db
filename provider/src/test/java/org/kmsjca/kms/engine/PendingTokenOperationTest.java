package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.AuditRecord;
import org.kmsjca.CmkSpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.root.RootKeyMac;
import org.kmsjca.kms.root.RootKeyUnlock;
import org.kmsjca.kms.root.RootOfTrustFactory;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.PendingTokenOperation;
import org.kmsjca.store.StoreOpening;

class PendingTokenOperationTest {
    @TempDir private Path home;

    @Test
    void taskThatWouldDestroyWhatACmkUsesIsDroppedAndAudited() {
        var configuration =
                Configuration.read(new StringReader("root=keyfile\nhome=" + home), "test", home);
        String keyId;
        String versionId;
        try (KmsEngine engine = EngineFactory.open(configuration, Clock.systemUTC(), null)) {
            keyId = engine.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
            versionId = engine.keys().describe(keyId).versions().get(0).keyVersionId();
        }
        note(configuration, keyId, versionId);
        try (KmsEngine engine = EngineFactory.open(configuration, Clock.systemUTC(), null)) {
            List<AuditRecord> records = engine.audit().list(1, 10);
            assertThat(records).extracting(AuditRecord::call).containsExactly("KeepKeyMaterial");
            assertThat(records.get(0).keyId()).contains(keyId);
            assertThat(records.get(0).caller()).isEqualTo("kms");
            engine.encryption()
                    .encrypt(
                            KmsCall.ENCRYPT,
                            keyId,
                            new byte[1],
                            EncryptionContext.of(java.util.Map.of()));
        }
        try (KmsEngine engine = EngineFactory.open(configuration, Clock.systemUTC(), null)) {
            assertThat(engine.audit().list(1, 10)).hasSize(1);
        }
    }

    private static void note(Configuration configuration, String keyId, String versionId) {
        var roots =
                new RootOfTrustFactory(
                        configuration,
                        null,
                        new org.kmsjca.protection.software.root.tpm.PinAttempts());
        try (MetadataStore store =
                StoreOpening.open(
                        configuration.databaseFile(),
                        id -> {
                            throw new AssertionError();
                        })) {
            try (RootKey key = new RootKeyUnlock(roots).of(store).key()) {
                store.unlock(new RootKeyMac(key), changes -> {});
            }
            store.write(
                    transaction -> {
                        transaction.put(
                                new PendingTokenOperation(
                                        versionId,
                                        keyId,
                                        ProtectionLevel.HSM,
                                        "place",
                                        PendingTokenOperation.Kind.DESTROY,
                                        "nobody"));
                        return true;
                    });
        }
    }
}
