package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsProvider;

/** Names of KeyStore entries that are no aliases, as the command shows and keeps them. */
class EntryNamesInAnswersTest {
    /** Would pass for two names, one of them an alias, and has a character that nobody sees. */
    private static final String HOSTILE = "www.example.com, alias/payroll\u200B";

    @TempDir Path directory;
    private Path configuration;

    @BeforeEach
    void fill() throws Exception {
        configuration = directory.resolve("kms.properties");
        Files.writeString(configuration, "home=" + directory.resolve("home") + "\nroot=keyfile\n");
        try (KmsProvider provider = provider()) {
            KeyStore keys = keyStore(provider);
            keys.setKeyEntry(HOSTILE, new SecretKeySpec(new byte[32], "AES"), null, null);
            keys.store(null, null);
        }
    }

    private KmsProvider provider() {
        return (KmsProvider) new KmsProvider().configure(configuration.toString());
    }

    private static KeyStore keyStore(KmsProvider provider) throws Exception {
        KeyStore keys = KeyStore.getInstance("KMS", provider);
        keys.load(null, null);
        return keys;
    }

    private CliRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--config", configuration.toString()));
        all.addAll(List.of(arguments));
        return CliRun.of(all.toArray(String[]::new));
    }

    private String kms(String... arguments) {
        CliRun run = run(arguments);
        assertThat(run.exitCode()).as("%s", run).isZero();
        return run.out();
    }

    @Test
    void listShowsTheNameInQuotationMarks() {
        assertThat(kms("key", "list").stripTrailing())
                .endsWith("\"www.example.com, alias/payroll\\u200b\"");
        assertThat(kms("alias", "list")).doesNotContain("payroll");
        var key =
                JsonParser.parseString(kms("key", "list", "--json"))
                        .getAsJsonObject()
                        .getAsJsonObject("Keys")
                        .getAsJsonArray("Key")
                        .get(0)
                        .getAsJsonObject();
        assertThat(key.getAsJsonArray("EntryNames").get(0).getAsString()).isEqualTo(HOSTILE);
        assertThat(key.getAsJsonArray("Aliases")).isEmpty();
        String id = key.get("KeyId").getAsString();
        assertThat(kms("key", "describe", id)).contains("EntryNames").doesNotContain("\u200B");
        CliRun refused = run("key", "describe", "alias/" + HOSTILE);
        assertThat(refused.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(refused.err()).contains(id).doesNotContain("\u200B");
    }

    @Test
    void auditTellsTheNameAsThatOfAnEntry() throws Exception {
        try (KmsProvider provider = provider()) {
            KeyStore keys = keyStore(provider);
            keys.setKeyEntry("payroll", new SecretKeySpec(new byte[32], "AES"), null, null);
            keys.store(null, null);
        }
        List<String> names = new ArrayList<>();
        for (JsonElement each :
                JsonParser.parseString(kms("audit", "list", "--json"))
                        .getAsJsonObject()
                        .getAsJsonArray("AuditRecords")) {
            JsonObject record = each.getAsJsonObject();
            if (record.get("Call").getAsString().equals("CreateAlias")) {
                names.add(record.get("EntryName") + " " + record.get("AliasName"));
            }
        }
        assertThat(names)
                .containsExactly(new JsonPrimitive(HOSTILE) + " null", "null \"alias/payroll\"");
    }

    @Test
    void backupBringsTheNameBack() throws Exception {
        Path backup = directory.resolve("backup.db");
        kms("store", "backup", backup.toString());
        try (KmsProvider provider = provider()) {
            KeyStore keys = keyStore(provider);
            keys.deleteEntry(HOSTILE);
            keys.setKeyEntry("key 1", new SecretKeySpec(new byte[16], "AES"), null, null);
            keys.store(null, null);
        }
        kms("store", "restore", backup.toString(), "--yes");
        try (KmsProvider provider = provider()) {
            KeyStore keys = keyStore(provider);
            assertThat(keys.size()).isEqualTo(1);
            assertThat(keys.isKeyEntry(HOSTILE)).isTrue();
        }
    }
}
