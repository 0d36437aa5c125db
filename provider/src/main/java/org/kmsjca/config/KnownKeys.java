package org.kmsjca.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The keys that a configuration may have. */
final class KnownKeys {
    private static final List<String> PLAIN =
            List.of(
                    "home",
                    "provider.name",
                    "protection",
                    "store",
                    "store.user",
                    "store.password",
                    "store.schema",
                    "store.staleness",
                    "store.outage",
                    "root",
                    "root.passphrase",
                    "root.keyfile",
                    "tpm.device",
                    "tpm.auth",
                    "tpm.pcrs",
                    "tpm.parent",
                    "tpm.random",
                    "tpm.counter",
                    "hsm.default",
                    "account",
                    "region",
                    "caller",
                    "caller.name",
                    "keystore.import",
                    "keystore.usage",
                    "keystore.configurations",
                    "keystore.versions",
                    "cipher.gcm.iv",
                    "cipher.encrypt.version",
                    "encryption.context",
                    "datakey.cache.age",
                    "datakey.cache.messages",
                    "datakey.cache.bytes",
                    "software.engine",
                    "software.cache",
                    "audit.crypto",
                    "jmx",
                    "quota.keys",
                    "quota.aliases",
                    "quota.versions");
    private static final List<String> HSM_FIELDS =
            List.of(
                    "module",
                    "token",
                    "pin",
                    "sessions",
                    "wait",
                    "adopt",
                    "initialize.parameters",
                    "mechanisms");
    private static final Pattern HSM =
            Pattern.compile(
                    "(hsm\\.(?:[A-Za-z0-9_-]+\\.)?)(?:%s)"
                            .formatted(String.join("|", HSM_FIELDS).replace(".", "\\.")));
    private static final Pattern NAMED_HSM = Pattern.compile("(hsm\\.[A-Za-z0-9_-]+\\.).*");

    private KnownKeys() {}

    static boolean contains(String key) {
        return PLAIN.contains(key) || HSM.matcher(key).matches();
    }

    /** The prefix of an HSM's keys, such as {@code hsm.prod.}, or empty for other keys. */
    static String hsmPrefix(String key) {
        Matcher matcher = HSM.matcher(key);
        return matcher.matches() ? matcher.group(1) : "";
    }

    /** All keys; those of an HSM without a name. */
    static List<String> all() {
        return Stream.concat(PLAIN.stream(), HSM_FIELDS.stream().map("hsm."::concat)).toList();
    }

    /** The key that an unknown one was perhaps meant to be. */
    static String nearest(String unknown) {
        List<String> candidates = new ArrayList<>(all());
        Matcher named = NAMED_HSM.matcher(unknown);
        if (named.matches()) {
            HSM_FIELDS.forEach(field -> candidates.add(named.group(1) + field));
        }
        return candidates.stream()
                .min(
                        Comparator.comparingInt((String known) -> distance(unknown, known))
                                .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** The number of characters to insert, delete or replace. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
