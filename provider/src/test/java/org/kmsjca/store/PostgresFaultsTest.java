package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.cmk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeyState;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.store.FaultyProxy.Fault;
import org.kmsjca.store.StoreFixture.Opened;
import org.kmsjca.testing.PostgresServer;

/** What befalls a database, its connections and its role, while a program uses the store. */
@Tag("once")
@Timeout(120)
class PostgresFaultsTest {
    @TempDir Path directory;
    private final PostgresServer server = PostgresServer.shared();
    private FaultyProxy proxy;
    private Path file;

    @BeforeEach
    void startProxy() throws Exception {
        proxy = new FaultyProxy(server.port());
        file = directory.resolve("home/postgresql");
    }

    @AfterEach
    void stopProxy() throws Exception {
        proxy.close();
    }

    private PostgresAddress address(String url, Duration staleness, Duration outage, Path place) {
        return new PostgresAddress(
                url,
                null,
                null,
                "faults_" + Integer.toHexString(directory.toString().hashCode()),
                staleness,
                outage,
                place);
    }

    private Opened open(Duration staleness, Duration outage) {
        return Opened.at(address(proxy.url(), staleness, outage, file));
    }

    private Opened open() {
        return open(Duration.ofSeconds(1), Duration.ZERO);
    }

    /** Another machine, whose connections are never lost. */
    private Opened other() {
        return Opened.at(
                address(
                        server.url(),
                        Duration.ZERO,
                        Duration.ZERO,
                        directory.resolve("other/postgresql")));
    }

    private static Opened pulled(Opened opened) {
        opened.store().pull();
        return opened;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN ISOLATION",
                "INSERT INTO cmk",
                "INSERT INTO alias",
                "INSERT INTO audit",
                "UPDATE store_info",
                "pg_notify",
            })
    void connectionLostBeforeCommitChangesNothing(String statement) {
        try (Opened opened = open();
                Opened other = other()) {
            opened.put(cmk("before"));
            for (Fault fault : Fault.values()) {
                proxy.lose(statement, fault);
                CmkRecord lost = cmk("lost");
                try {
                    opened.store()
                            .write(
                                    tx -> {
                                        tx.put(lost);
                                        tx.append(StoreFixture.auditEntry(lost.keyId()));
                                        return true;
                                    });
                    // Nothing had happened yet: it was begun again.
                    assertThat(statement).startsWith("BEGIN");
                    opened.store()
                            .write(
                                    tx -> {
                                        tx.remove(lost.keyId());
                                        return true;
                                    });
                } catch (KmsException e) {
                    assertThat(e.code()).isEqualTo(KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY);
                }
                assertThat(proxy.isArmed()).isFalse();
                pulled(opened);
                assertThat(opened.picture().cmks).hasSize(1);
                assertThat(pulled(other).picture().cmks).hasSize(1);
            }
            opened.put(cmk("after"));
            assertThat(pulled(other).picture().cmks).hasSize(2);
            assertThat(other.store().check()).isEmpty();
            assertThat(other.store().verifyAudit().isIntact()).isTrue();
        }
    }

    @Test
    void lostAnswerToCommitIsAskedFor() {
        try (Opened opened = open();
                Opened other = other()) {
            opened.put(cmk("before"));
            proxy.lose("COMMIT", Fault.LOST_ANSWER);
            opened.put(cmk("committed")); // the caller gets the truth: it is done
            assertThat(proxy.isArmed()).isFalse();
            assertThat(opened.picture().cmks).hasSize(2);
            assertThat(pulled(other).picture().cmks).hasSize(2);

            proxy.lose("COMMIT", Fault.LOST_QUESTION);
            assertThatThrownBy(() -> opened.put(cmk("not committed")))
                    .hasMessageContaining("ServiceUnavailableTemporary");
            assertThat(pulled(opened).picture().cmks).hasSize(2);
            assertThat(pulled(other).picture().cmks).hasSize(2);
            opened.put(cmk("not committed"));
            assertThat(pulled(other).store().check()).isEmpty();
        }
    }

    /** As after a failover that lost the commit: its id is that of another transaction there. */
    @Test
    void idOfATransactionIsNotEnoughToKnowItsCommit() throws Exception {
        try (Opened opened = open()) {
            opened.put(cmk("written"));
            PostgresAddress place = address(server.url(), Duration.ZERO, Duration.ZERO, file);
            try (var connection =
                    new PostgresConnection(
                            place,
                            new PostgresErrors(place.location()),
                            new PostgresClock(),
                            new ConnectPause())) {
                PostgresCommit last = PostgresCommit.announce(connection, "kms test");
                assertThat(last.status(connection)).isEqualTo("committed");
                assertThat(last.isInStore(connection)).isTrue();
                byte[] otherMac = new byte[32];
                AuditHead otherAudit = new AuditHead(last.audit().sequence() + 1, otherMac);
                for (PostgresCommit lost :
                        List.of(
                                commit(last, last.revision() + 1, last.mac(), last.audit()),
                                commit(last, last.revision(), otherMac, last.audit()),
                                commit(last, last.revision() - 1, otherMac, otherAudit))) {
                    assertThat(lost.isInStore(connection)).isFalse();
                }
                assertThat(
                                commit(last, last.revision() - 1, otherMac, last.audit())
                                        .isInStore(connection))
                        .isTrue();
            }
        }
    }

    private static PostgresCommit commit(
            PostgresCommit like, long revision, byte[] mac, AuditHead audit) {
        return new PostgresCommit(like.transaction(), revision, mac, audit);
    }

    @Test
    void keysOfAProgramWithoutItsDatabaseAreRefusedUntilItIsBack() {
        try (Opened opened = open(Duration.ofMillis(200), Duration.ZERO)) {
            opened.put(cmk("a"));
            proxy.refuse(true);
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    use(opened);
                                }
                            })
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            e ->
                                    assertThat(e.code())
                                            .isEqualTo(KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY))
                    .hasMessageContaining("cannot be reached");
            assertThatThrownBy(() -> opened.put(cmk())).hasMessageContaining("cannot be reached");
            proxy.refuse(false);
            awaitUse(opened);
            opened.put(cmk("b"));
        }
    }

    @Test
    void keysGoOnForAsLongAsTheOutageIsBorne() throws Exception {
        try (Opened opened = open(Duration.ofMillis(200), Duration.ofMinutes(5));
                Opened other = other()) {
            opened.put(cmk("a"));
            proxy.refuse(true);
            for (int i = 0; i < 50; i++) {
                use(opened);
                Thread.sleep(20);
            }
            assertThatThrownBy(() -> opened.put(cmk())).hasMessageContaining("cannot be reached");
            CmkRecord meanwhile = cmk("b");
            other.put(meanwhile);
            use(opened);
            proxy.refuse(false);
            while (!opened.picture().cmks.containsKey(meanwhile.keyId())) {
                use(opened);
                Thread.sleep(20);
            }
        }
    }

    @Test
    void outageIsNotBorneByAStoreThatWasRefused() throws Exception {
        try (Opened opened = open(Duration.ofMillis(200), Duration.ofMinutes(5))) {
            opened.put(cmk("used"));
            opened.store().pull();
            server.sql(
                    "UPDATE "
                            + address(server.url(), Duration.ZERO, Duration.ZERO, file).schema()
                            + ".store_info SET revision = revision + 1");
            assertThatThrownBy(() -> opened.store().pull())
                    .hasMessageContaining("changed by something");
            proxy.close();
            assertThatThrownBy(() -> opened.store().pull()).isInstanceOf(KmsException.class);
        }
    }

    @Test
    void leaseHoldsWhileTheNetworkIsCut() {
        try (Opened opened = open(Duration.ofMillis(300), Duration.ZERO);
                Opened other = other()) {
            CmkRecord cmk = cmk("a");
            opened.put(cmk);
            proxy.cut(true);
            other.put(cmk.withState(KeyState.DISABLED, null));
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    use(opened);
                                }
                            })
                    .isInstanceOf(KmsException.class)
                    .hasMessageContaining("ServiceUnavailableTemporary");
            proxy.cut(false);
            awaitUse(opened);
            assertThat(opened.picture().cmks.get(cmk.keyId()).keyState())
                    .isEqualTo(KeyState.DISABLED);
        }
    }

    /** As each operation of a key does. */
    private static void use(Opened opened) {
        if (opened.store().hasChanges()) {
            opened.store().pull();
        }
    }

    private static void awaitUse(Opened opened) {
        while (true) {
            try {
                use(opened);
                return;
            } catch (KmsException e) {
                assertThat(e.code()).isEqualTo(KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY);
            }
        }
    }

    @Test
    void leaseHoldsWhileTheBackendThatTellsIsStopped() throws Exception {
        try (Opened opened = open(Duration.ofMillis(500), Duration.ZERO);
                Opened other = other();
                Connection connection = PostgresServer.connect(server.url());
                Statement statement = connection.createStatement()) {
            use(opened);
            String pid = null;
            while (pid == null) {
                use(opened);
                var row =
                        statement.executeQuery(
                                "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT"
                                        + " (extract(epoch FROM %::bigint, revision%'");
                pid = row.next() ? row.getString(1) : null;
            }
            signal("STOP", pid);
            try {
                for (int i = 0; i < 3; i++) {
                    CmkRecord cmk = cmk();
                    other.put(cmk);
                    while (!opened.picture().cmks.containsKey(cmk.keyId())) {
                        use(opened);
                    }
                }
            } finally {
                signal("CONT", pid);
            }
        }
    }

    private static void signal(String name, String pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
    }

    @Test
    void holderOfTheLockThatHangsLosesIt() throws Exception {
        try (Opened opened = open();
                Connection connection = PostgresServer.connect(server.url());
                Statement statement = connection.createStatement()) {
            opened.put(cmk("a"));
            String schema = address("", Duration.ZERO, Duration.ZERO, file).schema();
            statement.execute("SET idle_in_transaction_session_timeout = '3s'"); // the KMS has 15
            statement.execute("BEGIN");
            statement.execute("LOCK TABLE " + schema + ".store_info IN EXCLUSIVE MODE");
            opened.put(cmk("b")); // waits for it
            assertThat(opened.picture().cmks).hasSize(2);
        }
    }

    @Test
    void serverThatIsStoppedUnderLoadLosesNothing() throws Exception {
        try (PostgresServer own = PostgresServer.start();
                Opened one =
                        Opened.at(address(own.url(), Duration.ofSeconds(1), Duration.ZERO, file))) {
            ExecutorService executor = Executors.newFixedThreadPool(2);
            List<String> acknowledged = new ArrayList<>();
            boolean[] stop = new boolean[1];
            Future<?> writer =
                    executor.submit(
                            () -> {
                                while (!stop[0]) {
                                    CmkRecord cmk = cmk();
                                    try {
                                        one.put(cmk);
                                        acknowledged.add(cmk.keyId());
                                    } catch (KmsException e) {
                                        assertThat(e.code())
                                                .isEqualTo(
                                                        KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY);
                                    }
                                }
                            });
            for (int i = 0; i < 2; i++) {
                Thread.sleep(300);
                own.stop("immediate");
                own.launch();
            }
            Thread.sleep(500);
            stop[0] = true;
            writer.get();
            executor.shutdown();
            awaitUse(one);
            assertThat(one.picture().cmks).containsKeys(acknowledged.toArray(String[]::new));
            assertThat(one.store().check()).isEmpty();
        }
    }

    @Test
    void olderStateUnderALivingProgramIsRefusedUntilItIsAccepted() throws Exception {
        PostgresAddress address =
                address(server.url(), Duration.ofMillis(200), Duration.ZERO, file);
        try (Opened opened = Opened.at(address)) {
            opened.put(cmk("kept"));
            server.sql(copy(address.schema(), "older_" + address.schema()));
            opened.put(cmk("lost"));
            server.sql(
                    "DROP SCHEMA " + address.schema() + " CASCADE",
                    "CREATE SCHEMA " + address.schema());
            assertThatThrownBy(() -> opened.store().pull())
                    .hasMessageContaining("its tables are not there");
            assertThatThrownBy(() -> Opened.at(address)).hasMessageContaining("is lost");
            server.sql("DROP SCHEMA " + address.schema());
            server.sql("ALTER SCHEMA older_" + address.schema() + " RENAME TO " + address.schema());
            assertThatThrownBy(() -> opened.store().pull())
                    .hasMessageContaining("although it has been at")
                    .hasMessageContaining("standby was promoted")
                    .hasMessageContaining("kms store accept-revision");
        }
        assertThatThrownBy(() -> Opened.at(address))
                .hasMessageContaining("was acknowledged")
                .hasMessageContaining("kms store accept-revision");
        StoreFixture.acceptOlder(address);
        try (Opened opened = Opened.at(address)) {
            assertThat(opened.picture().cmks).hasSize(1);
        }
    }

    /** As pg_dump and psql would. */
    private static String[] copy(String from, String to) {
        List<String> statements = new ArrayList<>();
        String script = PostgresSchema.script();
        statements.add("CREATE SCHEMA " + to);
        statements.add("SET search_path = " + to);
        statements.add(script);
        statements.add("DELETE FROM kms_schema");
        statements.add("SET session_replication_role = replica");
        for (String table :
                List.of(
                        "kms_schema",
                        "store_info",
                        "root_envelope",
                        "cmk",
                        "key_version",
                        "certificate",
                        "tag",
                        "alias",
                        "trusted_certificate",
                        "key_material",
                        "material_task",
                        "tombstone",
                        "audit")) {
            statements.add("INSERT INTO " + table + " SELECT * FROM " + from + "." + table);
        }
        return statements.toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE VIEW v AS SELECT 1",
                "ALTER TABLE cmk ADD COLUMN more TEXT",
                "ALTER TABLE cmk DROP COLUMN description",
                "DROP INDEX cmk_revision",
                "ALTER TABLE cmk ENABLE ROW LEVEL SECURITY",
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
                        + " CREATE TRIGGER t BEFORE INSERT ON audit EXECUTE FUNCTION f()",
                "CREATE RULE r AS ON DELETE TO cmk DO INSTEAD NOTHING",
                "ALTER TABLE audit SET UNLOGGED",
                "CREATE SCHEMA %1$s_else; CREATE TABLE %1$s_else.child () INHERITS (cmk)",
            })
    void schemaThatIsNotAsTheKmsMadeItIsRefused(String change) throws Exception {
        PostgresAddress address = address(server.url(), Duration.ZERO, Duration.ZERO, file);
        Opened.at(address).close();
        server.sql("SET search_path = " + address.schema(), change.formatted(address.schema()));
        assertThatThrownBy(() -> Opened.at(address)).hasMessageContaining("its schema");
    }

    @Test
    void interruptedThreadConnects() {
        Thread.currentThread().interrupt();
        try (Opened opened = open()) {
            opened.put(cmk("a"));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void schemasThatWereExchangedAreTold() throws Exception {
        PostgresAddress address = address(server.url(), Duration.ZERO, Duration.ZERO, file);
        String schema = address.schema();
        Opened.at(address).close();
        server.sql("ALTER SCHEMA " + schema + " RENAME TO " + schema + "_moved");
        Path elsewhere = directory.resolve("elsewhere/postgresql");
        Opened.at(address(server.url(), Duration.ZERO, Duration.ZERO, elsewhere)).close();
        assertThatThrownBy(() -> Opened.at(address))
                .hasMessageContaining("another one than this home has used")
                .hasMessageContaining("store.schema")
                .hasMessageContaining("kms store accept-revision");
        server.sql("DROP SCHEMA " + schema + " CASCADE");
        server.sql("ALTER SCHEMA " + schema + "_moved RENAME TO " + schema);
        Opened.at(address).close();
    }

    @Test
    void schemaOfAnotherApplicationIsLeftAsItIs() throws Exception {
        PostgresAddress address = address(server.url(), Duration.ZERO, Duration.ZERO, file);
        server.sql(
                "CREATE SCHEMA " + address.schema(),
                "CREATE TABLE " + address.schema() + ".theirs (a int)");
        assertThatThrownBy(() -> Opened.at(address)).hasMessageContaining("another application");
        assertThat(Files.exists(file.resolveSibling("postgresql.revision"))).isFalse();
    }

    @Test
    void ownersLiveAsLongAsTheirConnections() {
        try (Opened other = other()) {
            String owner;
            try (Opened one = open()) {
                owner = one.store().instances().self();
                assertThat(other.store().instances().isAlive(owner)).isTrue();
                assertThat(one.store().instances().isAlive(owner)).isTrue();
                assertThat(other.store().instances().isAlive("4711/1")).isFalse();
            }
            while (other.store().instances().isAlive(owner)) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void databaseThatIsNotThereIsExplained() {
        PostgresAddress nowhere =
                address("jdbc:postgresql://127.0.0.1:1/none", Duration.ZERO, Duration.ZERO, file);
        assertThatThrownBy(() -> Opened.at(nowhere))
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("127.0.0.1:1");
        PostgresAddress none =
                address(
                        server.url().replace("/postgres?", "/none?"),
                        Duration.ZERO,
                        Duration.ZERO,
                        file);
        assertThatThrownBy(() -> Opened.at(none)).hasMessageContaining("no such database");
        PostgresAddress nobody =
                address(
                        server.url().replace("user=postgres", "user=nobody"),
                        Duration.ZERO,
                        Duration.ZERO,
                        file);
        assertThatThrownBy(() -> Opened.at(nobody)).hasMessageContaining("store.user");
    }
}
