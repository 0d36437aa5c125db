package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kmsjca.store.StoreFixture.bytes;
import static org.kmsjca.store.StoreFixture.certificate;
import static org.kmsjca.store.StoreFixture.cmk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.AuditRecord;
import org.kmsjca.KeyState;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.store.StoreFixture.Opened;

/**
 * A thousand random edits of the file between two points in time: each is refused, or nothing that
 * is served differs. What was destroyed or removed in between never comes back.
 */
@Tag("sqlite")
@Tag("once")
class RandomEditsTest {
    private static final long SEED = 9_04_2026;
    private static final int EDITS = 1000;

    @TempDir Path directory;

    private final CmkRecord kept = cmk("a").withDescription("kept");
    private final CmkRecord destroyed = cmk("b").withDescription("destroyed");
    private final CmkRecord disabled = cmk("c", "d").withDescription("disabled");
    private final PendingTokenOperation ended = task();
    private final PendingTokenOperation open = task();

    private static PendingTokenOperation task() {
        return new PendingTokenOperation(
                StoreFixture.id(),
                StoreFixture.id(),
                ProtectionLevel.HSM,
                "place",
                PendingTokenOperation.Kind.DESTROY,
                "owner");
    }

    private void fill(Path file, Path older) throws Exception {
        RootEnvelope leaked = new RootEnvelope(StoreFixture.id(), "passphrase", "", bytes("l"));
        try (Opened opened = Opened.at(file)) {
            opened.store()
                    .write(
                            tx -> {
                                for (CmkRecord cmk : List.of(kept, destroyed, disabled)) {
                                    tx.put(cmk);
                                    tx.putMaterial(
                                            cmk.keyId(), cmk.primaryVersionId(), bytes("old"));
                                }
                                tx.put(certificate("ca"));
                                tx.put(certificate("removed ca"));
                                tx.put(ended);
                                tx.put(open);
                                tx.replaceEnvelopes(List.of(StoreFixture.ENVELOPE, leaked));
                                tx.append(StoreFixture.auditEntry("1"));
                                return true;
                            });
            StoreFixture.sql(file, "VACUUM INTO '" + older + "'");
            opened.store()
                    .write(
                            tx -> {
                                tx.remove(destroyed.keyId());
                                tx.put(disabled.withState(KeyState.DISABLED, null));
                                tx.putMaterial(
                                        disabled.keyId(),
                                        disabled.primaryVersionId(),
                                        bytes("new"));
                                tx.removeCertificate("removed ca");
                                tx.finish(ended);
                                tx.replaceEnvelopes(List.of(StoreFixture.ENVELOPE));
                                tx.append(StoreFixture.auditEntry("2"));
                                tx.append(StoreFixture.auditEntry("3"));
                                return true;
                            });
        }
    }

    @Test
    void everyEditIsRefusedOrWithoutEffect() throws Exception {
        Path file = directory.resolve("kms.db");
        Path older = directory.resolve("older.db");
        Path newer = directory.resolve("newer.db");
        fill(file, older);
        Map<String, String> truth = served(file);
        StoreFixture.sql(file, "VACUUM INTO '" + newer + "'");
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < EDITS; i++) {
            restore(newer, file);
            List<String> edits;
            try (RandomEdits attacker = new RandomEdits(file, older, random)) {
                edits = attacker.edit();
            }
            Map<String, String> found = served(file);
            refused += found.isEmpty() ? 1 : 0;
            // What is not served at all may be missing; what is served is the truth.
            assertThat(truth)
                    .as("seed %d, edit %d: %s", SEED, i, edits)
                    .containsAllEntriesOf(found);
        }
        System.out.println(
                "seed " + SEED + ": " + refused + " of " + EDITS + " refused at opening");
        assertThat(refused).isGreaterThan(EDITS / 2);
    }

    private static void restore(Path from, Path file) throws IOException {
        for (String other : List.of("-wal", "-shm")) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + other));
        }
        Files.copy(from, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Everything that a program gets from the store; nothing when it is refused at opening. */
    private Map<String, String> served(Path file) {
        Map<String, String> served = new TreeMap<>();
        Opened opened;
        try {
            opened = Opened.at(file);
        } catch (KmsException e) {
            return served;
        }
        try (opened) {
            served.put("CMKs", new TreeMap<>(texts(opened.picture().cmks)).toString());
            served.put("certificates", texts(opened.picture().certificates).toString());
            boolean problem = false;
            for (CmkRecord cmk : List.of(kept, destroyed, disabled)) {
                try {
                    byte[] found = opened.store().material(cmk.keyId(), cmk.primaryVersionId());
                    served.put(
                            "material of " + cmk.description(),
                            found == null ? "none" : new String(found, StandardCharsets.UTF_8));
                } catch (KmsException e) {
                    problem = true;
                }
            }
            served.put("tasks", opened.store().materialTasks().toString());
            served.put(
                    "envelopes",
                    opened.store().envelopes().stream()
                            .map(RootEnvelope::envelopeId)
                            .toList()
                            .toString());
            if (opened.store().verifyAudit().isIntact()) {
                served.put(
                        "audit",
                        opened.store().audit(0, 100).stream()
                                .map(AuditRecord::keyId)
                                .toList()
                                .toString());
            }
            if (problem) {
                assertThat(opened.store().check()).isNotEmpty();
            }
        }
        return served;
    }

    private static <T extends Record> Map<String, String> texts(Map<String, T> records) {
        Map<String, String> texts = new HashMap<>();
        records.forEach((id, value) -> texts.put(id, text(value)));
        return texts;
    }

    /** With the content of arrays, which a record's own text leaves out. */
    private static String text(Record value) {
        if (value instanceof CmkRecord cmk) {
            byte[] all =
                    RecordEncoding.cmk(new CanonicalEncoding(), cmk)
                            .flag(cmk.rawCiphers())
                            .toByteArray();
            return new java.math.BigInteger(1, all).toString(16);
        }
        TrustedCertificateRecord certificate = (TrustedCertificateRecord) value;
        return certificate.alias()
                + new String(certificate.certificate(), StandardCharsets.UTF_8)
                + certificate.creationDate();
    }
}
