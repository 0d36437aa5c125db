package org.kmsjca.config;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AliasName;
import org.kmsjca.EntryName;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.text.Printable;

/**
 * The settings of a KeyStore descriptor. A descriptor is data: it chooses among what its reader has
 * configured and narrows that, so it has no setting that names a path, a socket, a library or a
 * secret.
 *
 * @param configuration the name of a configuration in the reader's {@code keystore.configurations};
 *     null for the reader's own
 * @param aliases the entries that the KeyStore has, without {@code alias/}; null for all
 * @param caller the caller that the configuration has to name; null for any
 */
public record DescriptorSettings(
        @Nullable String configuration, @Nullable Set<String> aliases, @Nullable String caller) {
    private static final String SOURCE = "KeyStore descriptor";
    private static final String CONFIGURATION = "configuration";
    private static final String ALIASES = "keystore.aliases";
    private static final String CALLER = "caller";

    /**
     * Reads a descriptor. The stream is not closed.
     *
     * @throws KmsException with {@code INVALID_PARAMETER} for any other setting
     */
    public static DescriptorSettings read(InputStream properties) {
        Map<String, String> lines =
                ConfigurationSource.lines(
                        new InputStreamReader(properties, StandardCharsets.UTF_8.newDecoder()),
                        SOURCE);
        lines.forEach(DescriptorSettings::check);
        String configuration = lines.get(CONFIGURATION);
        if (configuration != null) {
            NamedConfigurations.checkName(configuration);
        }
        String aliases = lines.get(ALIASES);
        return new DescriptorSettings(
                configuration, aliases == null ? null : aliases(aliases), lines.get(CALLER));
    }

    private static void check(String key, String value) {
        if (!key.equals(CONFIGURATION) && !key.equals(ALIASES) && !key.equals(CALLER)) {
            throw failure(
                    ("'%s' is not allowed here, because a descriptor may come from anybody."
                                    + " It may have configuration, keystore.aliases and caller. Put other"
                                    + " settings into the configuration of the provider, or into"
                                    + " <name>.properties in its directory keystore.configurations and write"
                                    + " configuration=<name> here; a program can pass them as a"
                                    + " KmsLoadStoreParameter")
                            .formatted(key));
        }
        if (value.isEmpty()) {
            throw failure(key + " has no value; give one or remove the line");
        }
    }

    private static Set<String> aliases(String value) {
        Set<String> names = new LinkedHashSet<>();
        for (String part : parts(value)) {
            try {
                names.add(entryName(part));
            } catch (KmsException e) {
                throw failure(ALIASES + ": " + e.getMessage());
            }
        }
        return Collections.unmodifiableSet(names);
    }

    /** The parts between commas, without spaces around them; what follows a backslash is kept. */
    private static List<String> parts(String value) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int kept = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ',') {
                parts.add(part.substring(0, trimmed(part, kept)));
                part.setLength(0);
                kept = 0;
            } else if (c == '\\' && i + 1 < value.length()) {
                i++;
                part.append(value.charAt(i));
                kept = part.length();
            } else if (!part.isEmpty() || !Character.isWhitespace(c)) {
                part.append(c);
            }
        }
        parts.add(part.substring(0, trimmed(part, kept)));
        return parts;
    }

    /** The length without white space at the end, of which the first so many characters stay. */
    private static int trimmed(StringBuilder part, int kept) {
        int length = part.length();
        while (length > kept && Character.isWhitespace(part.charAt(length - 1))) {
            length--;
        }
        return length;
    }

    /**
     * The name of an entry, without {@code alias/}, or a key id in lower case.
     *
     * @throws KmsException with {@code INVALID_PARAMETER} for any other text
     */
    public static String entryName(String text) {
        return AliasName.looksLikeKeyId(text)
                ? text.toLowerCase(Locale.ROOT)
                : EntryName.check(text);
    }

    /**
     * The configuration that is meant.
     *
     * @param own the reader's own
     * @throws KmsException with {@code INVALID_PARAMETER} when there is none of that name, when it
     *     has no store yet, or when it is another caller's
     */
    public Configuration choose(Configuration own) {
        Configuration chosen = own;
        if (configuration != null) {
            chosen = NamedConfigurations.load(own, configuration);
            requireStore(chosen);
        }
        if (caller != null && !caller.equals(chosen.caller())) {
            throw failure(
                    ("caller=%s is not the caller of the configuration, %s; a descriptor"
                                    + " gives nobody's rights. Set caller in %s")
                            .formatted(caller, chosen.caller(), chosen.source()));
        }
        return chosen;
    }

    /** To open a stranger's file makes no store and no root key. */
    private static void requireStore(Configuration chosen) {
        Path store = chosen.databaseFile();
        // Of one in a database, what this machine remembers of it.
        Path evidence =
                chosen.isStoreFile()
                        ? store
                        : store.resolveSibling(store.getFileName() + ".revision");
        if (evidence.toFile().length() == 0) {
            throw failure(
                    ("the configuration %s has no store at %s, and a descriptor makes none;"
                                    + " make it with the first CMK: kms key create --config %s")
                            .formatted(
                                    chosen.source(),
                                    chosen.isStoreFile()
                                            ? store
                                            : "the database, used from this machine",
                                    chosen.source()));
        }
    }

    static KmsException failure(String message) {
        // It may come from anybody, and goes to logs and terminals.
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER, SOURCE + ": " + Printable.of(message));
    }
}
