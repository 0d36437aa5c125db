package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.kmsjca.store.StoreFixture.cmk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.store.StoreFixture.Opened;
import org.kmsjca.testing.PostgresServer;

/** Rules and triggers of the database that swallow a write: told at once, nothing is changed. */
@Tag("once")
class SwallowedWritesTest {
    /** What a transaction does to each table. */
    private static final List<String> WRITES =
            List.of(
                    "INSERT cmk",
                    "UPDATE cmk",
                    "DELETE cmk",
                    "INSERT key_version",
                    "DELETE key_version",
                    "INSERT alias",
                    "DELETE alias",
                    "INSERT certificate",
                    "DELETE certificate",
                    "INSERT tag",
                    "DELETE tag",
                    "INSERT trusted_certificate",
                    "DELETE trusted_certificate",
                    "INSERT key_material",
                    "UPDATE key_material",
                    "DELETE key_material",
                    "INSERT material_task",
                    "DELETE material_task",
                    "INSERT root_envelope",
                    "DELETE root_envelope",
                    "INSERT tombstone",
                    "UPDATE tombstone",
                    "INSERT audit",
                    "UPDATE store_info");

    /** What another root key does beside. */
    private static final List<String> REKEYING =
            List.of(
                    "DELETE cmk",
                    "DELETE alias",
                    "DELETE trusted_certificate",
                    "DELETE material_task",
                    "DELETE root_envelope",
                    "DELETE tombstone",
                    "UPDATE audit",
                    "UPDATE store_info");

    @TempDir Path directory;
    private final PostgresServer server = PostgresServer.shared();
    private final CmkRecord changed = cmk("changed");
    private final CmkRecord removed = cmk("removed");
    private final CmkRecord added = cmk("added");
    private final PendingTokenOperation finished = task();
    private final PendingTokenOperation begun = task();
    private PostgresAddress address;
    private String schema;

    @BeforeEach
    void fill() throws Exception {
        Path file = directory.resolve("home/postgresql");
        schema = "swallowed_" + Integer.toHexString(directory.toString().hashCode());
        address =
                new PostgresAddress(
                        server.url(), null, null, schema, Duration.ZERO, Duration.ZERO, file);
        try (Opened opened = Opened.at(address)) {
            opened.store()
                    .write(
                            tx -> {
                                tx.put(changed);
                                tx.putMaterial(changed.keyId(), version(changed), new byte[20]);
                                tx.put(removed);
                                tx.putMaterial(removed.keyId(), version(removed), new byte[20]);
                                tx.put(StoreFixture.certificate("replaced"));
                                tx.put(StoreFixture.certificate("gone"));
                                tx.put(finished);
                                tx.replaceEnvelopes(List.of(StoreFixture.ENVELOPE));
                                return true;
                            });
        }
        server.sql(
                "CREATE FUNCTION %s.swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
                        .formatted(schema));
    }

    private static PendingTokenOperation task() {
        return new PendingTokenOperation(
                StoreFixture.id(),
                StoreFixture.id(),
                ProtectionLevel.HSM,
                "place",
                PendingTokenOperation.Kind.CREATE,
                "owner");
    }

    private static String version(CmkRecord cmk) {
        return cmk.primaryVersionId();
    }

    @Test
    void changesAreRefused() throws Exception {
        try (Opened opened = Opened.at(address)) {
            for (String write : WRITES) {
                refused(write, opened, this::changeEverything);
            }
            changeEverything(opened.store());
            assertThat(opened.picture().cmks).containsOnlyKeys(changed.keyId(), added.keyId());
            assertThat(opened.store().check()).isEmpty();
        }
    }

    @Test
    void anotherRootKeyIsRefused() throws Exception {
        try (Opened opened = Opened.at(address)) {
            opened.store()
                    .write(
                            tx -> {
                                tx.append(StoreFixture.auditEntry("a"));
                                return true;
                            });
            for (String write : REKEYING) {
                refused(write, opened, this::rekey);
            }
            rekey(opened.store());
        }
    }

    private void changeEverything(MetadataStore store) {
        CmkRecord less =
                changed.withAliases(List.of()).withTags(Map.of()).withCertificateChain(List.of());
        store.write(
                tx -> {
                    tx.put(less);
                    tx.putMaterial(changed.keyId(), version(changed), new byte[30]);
                    tx.remove(removed.keyId());
                    tx.put(added);
                    tx.putMaterial(added.keyId(), version(added), new byte[20]);
                    tx.put(StoreFixture.certificate("replaced"));
                    tx.removeCertificate("gone");
                    tx.finish(finished);
                    tx.put(begun);
                    tx.replaceEnvelopes(List.of(StoreFixture.ENVELOPE));
                    tx.append(StoreFixture.auditEntry(added.keyId()));
                    return true;
                });
    }

    private void rekey(MetadataStore store) {
        store.rekey(
                StoreFixture.authenticator("another root key"),
                (keyId, versionId, material) -> material,
                () -> List.of(StoreFixture.ENVELOPE),
                envelopes -> StoreFixture.auditEntry("rekeyed"));
    }

    private interface Change {
        void of(MetadataStore store);
    }

    /** What lacks a row would take the place of a whole store. */
    @Test
    void copyIntoTheDatabaseIsRefused() throws Exception {
        Path backup = directory.resolve("backup");
        try (Opened opened = Opened.at(address)) {
            changeEverything(opened.store());
            opened.store().surroundings().copyTo(backup);
        }
        PresentStore present = PresentStore.at(address);
        List<String> tables = WRITES.stream().filter(write -> write.startsWith("INSERT")).toList();
        for (String write :
                Stream.concat(tables.stream(), Stream.of("INSERT store_info")).toList()) {
            for (Obstacle obstacle : obstacles(write)) {
                server.sql(obstacle.begin());
                try (StagedStore staged = StagedStore.of(backup, address.place())) {
                    assertThatThrownBy(() -> staged.replace(address, present))
                            .as(obstacle.begin())
                            .isInstanceOf(KmsException.class)
                            .hasMessageContaining("a row was not written");
                }
                server.sql(obstacle.end());
                assertThat(PresentStore.at(address).isSame(present)).isTrue();
            }
        }
        try (StagedStore staged = StagedStore.of(backup, address.place())) {
            assertThat(staged.replace(address, present)).isPresent();
        }
    }

    /** What keeps rows off a table, and the end of it. */
    private record Obstacle(String begin, String end) {}

    private List<Obstacle> obstacles(String write) {
        String[] words = write.split(" ");
        String table = schema + "." + words[1];
        return List.of(
                new Obstacle(
                        "CREATE TRIGGER t BEFORE %s ON %s FOR EACH ROW EXECUTE FUNCTION %s.swallow()"
                                .formatted(words[0], table, schema),
                        "DROP TRIGGER t ON " + table),
                new Obstacle(
                        "CREATE RULE r AS ON %s TO %s DO INSTEAD NOTHING"
                                .formatted(words[0], table),
                        "DROP RULE r ON " + table));
    }

    private void refused(String write, Opened opened, Change change) throws Exception {
        for (Obstacle obstacle : obstacles(write)) {
            swallow(write, opened, change, obstacle);
        }
    }

    private void swallow(String write, Opened opened, Change change, Obstacle obstacle)
            throws Exception {
        String begin = obstacle.begin();
        server.sql(begin);
        KmsException refusal =
                catchThrowableOfType(KmsException.class, () -> change.of(opened.store()));
        server.sql(obstacle.end());
        assertThat(refusal).as("%s, %s", write, begin).isNotNull();
        if (refusal.code() != KmsErrorCode.UNAVAILABLE) { // a task to finish is another's
            assertThat(refusal)
                    .as("%s, %s", write, begin)
                    .hasMessageContaining("rule")
                    // PostgreSQL itself sees some rules, and says so.
                    .hasMessageMatching(
                            begin.contains("RULE") ? ".*" : ".*a row was not written.*");
        }
        opened.store().pull();
        assertThat(opened.picture().cmks).containsOnlyKeys(changed.keyId(), removed.keyId());
        assertThat(opened.store().check()).as(write).isEmpty();
    }
}
