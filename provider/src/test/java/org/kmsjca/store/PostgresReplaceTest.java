package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.cmk;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;
import org.kmsjca.testing.PostgresServer;

/** A store is put into a database while other hosts go on with the one that is there. */
@Tag("once")
@Timeout(120)
class PostgresReplaceTest {
    @TempDir Path directory;
    private PostgresAddress address;
    private Path backup;

    @BeforeEach
    void makeBackup() {
        address = address("home");
        backup = directory.resolve("backup");
        try (Opened opened = Opened.at(address)) {
            opened.put(cmk("saved"));
            opened.store().surroundings().copyTo(backup);
        }
    }

    private PostgresAddress address(String host) {
        return new PostgresAddress(
                PostgresServer.shared().url(),
                null,
                null,
                "replace_" + Integer.toHexString(directory.toString().hashCode()),
                Duration.ZERO,
                Duration.ZERO,
                directory.resolve(host + "/postgresql"));
    }

    private Optional<Path> replace(PresentStore planned) throws Exception {
        try (StagedStore staged = StagedStore.of(backup, address.place())) {
            return staged.replace(address, planned);
        }
    }

    private void assertRefused(PresentStore planned, String... words) {
        assertThatThrownBy(() -> replace(planned))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.INVALID_PARAMETER))
                .hasMessageContainingAll(words);
    }

    @Test
    void storeThatChangedSinceItWasPlannedStays() throws Exception {
        try (Opened other = Opened.at(address("other"))) {
            PresentStore planned = PresentStore.at(address);
            CmkRecord meanwhile = cmk("meanwhile");
            other.put(meanwhile);
            assertRefused(planned, "another program has changed it", "kms store status");
            other.put(cmk("goes on"));
            assertThat(other.picture().cmks).hasSize(3).containsKey(meanwhile.keyId());
            assertThat(other.store().check()).isEmpty();
        }
        try (Opened opened = Opened.at(address)) {
            assertThat(opened.picture().cmks).hasSize(3);
        }
    }

    @Test
    void storeThatWasMadeOrWentSinceIsNotReplaced() throws Exception {
        PresentStore there = PresentStore.at(address);
        PostgresServer.shared().sql("DROP SCHEMA " + address.schema() + " CASCADE");
        PresentStore none = PresentStore.at(address);
        assertThat(none.isThere()).isFalse();
        assertThatThrownBy(() -> replace(there)).isInstanceOf(KmsException.class);
        try (StagedStore staged = StagedStore.of(backup, address.place());
                Opened other = Opened.at(address("other"))) {
            other.put(cmk("theirs"));
            assertThatThrownBy(() -> staged.putInto(address))
                    .hasMessageContaining("there is a store");
            assertRefused(none, "there is a store", "nothing is changed");
            other.put(cmk("more"));
            assertThat(other.store().check()).isEmpty();
        }
    }

    @Test
    void failureTellsNothingOfARow() throws Exception {
        String schema = address.schema();
        PostgresServer.shared()
                .sql(
                        "CREATE FUNCTION %s.fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no room''; END'"
                                .formatted(schema),
                        "CREATE TRIGGER t BEFORE INSERT ON %1$s.root_envelope FOR EACH ROW EXECUTE FUNCTION %1$s.fail()"
                                .formatted(schema));
        assertThatThrownBy(() -> replace(PresentStore.at(address)))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("no room")
                .hasMessageNotContaining("VALUES");
    }

    /** What was acknowledged is in the store or in the copy of what was replaced. */
    @Test
    void nothingAcknowledgedIsLostWhileAnotherHostWrites() throws Exception {
        for (int i = 0; i < 3; i++) {
            Set<String> acknowledged = replaceUnderWrites();
            assertThat(acknowledged).isNotEmpty();
        }
    }

    private Set<String> replaceUnderWrites() throws Exception {
        ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
        AtomicBoolean ended = new AtomicBoolean();
        Opened other = Opened.at(address("other" + System.nanoTime()));
        Thread writer =
                new Thread(
                        () -> {
                            try (other) {
                                while (!ended.get()) {
                                    CmkRecord cmk = cmk();
                                    other.put(cmk);
                                    acknowledged.add(cmk.keyId());
                                    // Longer and longer, so that it is replaced in the end.
                                    Thread.sleep(5L * acknowledged.size());
                                }
                            } catch (KmsException e) {
                                // The store was replaced under it.
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        writer.start();
        Optional<Path> kept = Optional.empty();
        while (kept.isEmpty()) {
            if (acknowledged.isEmpty()) {
                Thread.onSpinWait();
                continue;
            }
            try {
                kept = replace(PresentStore.at(address));
            } catch (KmsException e) {
                assertThat(e).hasMessageContaining("another program has changed it");
            }
        }
        ended.set(true);
        writer.join();
        Set<String> found = new HashSet<>(keyIds("jdbc:sqlite:" + kept.get(), "cmk"));
        found.addAll(keyIds(PostgresServer.shared().url(), address.schema() + ".cmk"));
        assertThat(found).containsAll(acknowledged);
        return Set.copyOf(acknowledged);
    }

    private static List<String> keyIds(String url, String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet row =
                        connection.createStatement().executeQuery("SELECT key_id FROM " + table)) {
            List<String> ids = new java.util.ArrayList<>();
            while (row.next()) {
                ids.add(row.getString(1));
            }
            return ids;
        }
    }

    @Test
    void otherProgramsAreNamed() throws Exception {
        String url = PostgresServer.shared().url() + "&ApplicationName=kms%20other";
        try (Connection program = PostgresServer.connect(url)) {
            assertThat(program.isValid(1)).isTrue();
            assertThat(PresentStore.at(address).programs())
                    .contains("kms other")
                    .doesNotContain(ApplicationName.OWN);
        }
    }
}
