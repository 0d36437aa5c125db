package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.AuditActor;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.testing.PostgresServer;
import org.sqlite.JDBC;

/** Stores and records for the tests of this package. */
final class StoreFixture {
    /** A system property: {@code postgresql}, or the URL of a server that another JVM started. */
    static final String STORE = "kms.test.store";

    static final RecordMac AUTHENTICATOR = authenticator("a root key of the tests");
    static final RootEnvelope ENVELOPE =
            new RootEnvelope(id(), "keyfile", "path=/root.key", bytes("sealed"));
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    static final AuditActor ACTOR = new AuditActor("anna", "host", 4711, Optional.of("billing"));

    private StoreFixture() {}

    static MetadataStore open(Path file) {
        return open(address(file));
    }

    static MetadataStore open(StoreAddress address) {
        StoreOpening.Bootstrap bootstrap =
                storeId -> new StoreOpening.NewRoot(ENVELOPE, AUTHENTICATOR);
        return address instanceof SqliteAddress
                ? StoreOpening.open(address.place(), bootstrap)
                : StoreOpening.openAsFarAsPossible(address, bootstrap);
    }

    /**
     * The store that a test means by a file: that file, or where the tests run on PostgreSQL, a
     * schema of its own.
     */
    static StoreAddress address(Path file) {
        return isPostgres() ? postgres(file) : new SqliteAddress(file);
    }

    /** Whether the tests that are the same for all databases run on PostgreSQL. */
    static boolean isPostgres() {
        return !System.getProperty(STORE, "").isEmpty();
    }

    /** A schema of its own for each file; what this machine keeps of it is beside the file. */
    static PostgresAddress postgres(Path file) {
        return new PostgresAddress(
                url(),
                null,
                null,
                "test_" + Integer.toHexString(file.toString().hashCode()),
                Duration.ZERO,
                Duration.ZERO,
                file);
    }

    /** What messages say of a store in a directory. */
    static String nameIn(Path directory) {
        return isPostgres() ? "jdbc:postgresql:" : directory.toString();
    }

    /** The server of the tests, for whoever may do everything. */
    static String url() {
        String named = System.getProperty(STORE, "");
        return named.startsWith("jdbc:") ? named : PostgresServer.shared().url();
    }

    /** A store with the picture of it that its listener has. */
    record Opened(MetadataStore store, Picture picture) implements AutoCloseable {
        static Opened at(Path file) {
            return at(address(file));
        }

        static Opened at(StoreAddress address) {
            MetadataStore store = open(address);
            Picture picture = new Picture();
            try {
                store.unlock(AUTHENTICATOR, picture::accept);
            } catch (RuntimeException e) {
                store.close();
                throw e;
            }
            return new Opened(store, picture);
        }

        void put(CmkRecord... cmks) {
            store.write(
                    tx -> {
                        for (CmkRecord cmk : cmks) {
                            tx.put(cmk);
                        }
                        return true;
                    });
        }

        @Override
        public void close() {
            store.close();
        }
    }

    /** What a listener makes of the changes that it hears of. */
    static final class Picture {
        final Map<String, CmkRecord> cmks = new LinkedHashMap<>();
        final Map<String, TrustedCertificateRecord> certificates = new LinkedHashMap<>();
        final List<List<StoreChange>> deliveries = new ArrayList<>();

        void accept(List<StoreChange> changes) {
            deliveries.add(changes);
            for (StoreChange change : changes) {
                if (change instanceof StoreChange.CmkPut put) {
                    cmks.put(put.cmk().keyId(), put.cmk());
                } else if (change instanceof StoreChange.CmkRemoved removed) {
                    cmks.remove(removed.keyId());
                } else if (change instanceof StoreChange.CertificatePut put) {
                    certificates.put(put.certificate().alias(), put.certificate());
                } else if (change instanceof StoreChange.CertificateRemoved removed) {
                    certificates.remove(removed.alias());
                }
            }
        }
    }

    static CmkRecord cmk(String... aliases) {
        VersionRecord version = new VersionRecord(id(), NOW, bytes("public key"));
        return CmkRecord.builder(id(), KeySpec.EC_P256, KeyUsage.SIGN_VERIFY)
                .creator("1234567890")
                .creationDate(NOW)
                .description("a description")
                .versions(List.of(version), version.versionId())
                .aliases(List.of(aliases))
                .certificateChain(List.of(bytes("leaf"), bytes("issuer")))
                .tags(Map.of("team", "orders", "cost/center", ""))
                .build();
    }

    /**
     * As {@code kms store accept-revision} does, where the store is older than was acknowledged.
     */
    static void acceptOlder(StoreAddress address) {
        try (MetadataStore store = open(address)) {
            assertThat(store.unlockOlder(AUTHENTICATOR)).isTrue();
            store.write(
                    tx -> {
                        tx.append(auditEntry("accepted"));
                        return true;
                    });
        }
    }

    static AuditEntry auditEntry(String keyId) {
        return new AuditEntry(NOW, "user", "CreateKey", keyId, "a", "OK", ACTOR);
    }

    static TrustedCertificateRecord certificate(String alias) {
        return new TrustedCertificateRecord(alias, bytes("certificate of " + alias), NOW);
    }

    /** Runs SQL behind the store's back. */
    static void sql(Path file, String... statements) throws SQLException {
        if (isPostgres()) {
            try (PostgresIntruder intruder = new PostgresIntruder(file)) {
                for (String sql : statements) {
                    intruder.edit(sql);
                }
            }
            return;
        }
        try (Connection connection = new JDBC().connect("jdbc:sqlite:" + file, new Properties());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    static RecordMac authenticator(String key) {
        SecretKeySpec macKey = new SecretKeySpec(bytes(key), "HmacSHA256");
        return message -> {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(macKey);
                return mac.doFinal(message);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        };
    }

    static String id() {
        return UUID.randomUUID().toString();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
