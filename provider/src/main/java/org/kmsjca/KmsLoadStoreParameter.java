package org.kmsjca;

import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kmsjca.config.DescriptorSettings;

/**
 * The configuration of one KeyStore, given by the program: {@code
 * keyStore.load(KmsLoadStoreParameter.of(file))}. Immutable. A KeyStore that is loaded without it
 * has the configuration of its provider.
 */
public final class KmsLoadStoreParameter implements KeyStore.LoadStoreParameter {
    private final @Nullable Path configurationFile;
    private final Map<String, String> settings;
    private final @Nullable Set<String> aliases;
    private final KeyStore.@Nullable ProtectionParameter protection;

    private KmsLoadStoreParameter(
            @Nullable Path configurationFile,
            Map<String, String> settings,
            @Nullable Set<String> aliases,
            KeyStore.@Nullable ProtectionParameter protection) {
        this.configurationFile = configurationFile;
        this.settings = settings;
        this.aliases = aliases;
        this.protection = protection;
    }

    /** Names a configuration file; {@code load} throws an IOException when it cannot be used. */
    public static KmsLoadStoreParameter of(Path configurationFile) {
        return new KmsLoadStoreParameter(configurationFile, Map.of(), null, null);
    }

    /**
     * Gives the settings themselves, with the keys of a configuration file. Paths are absolute;
     * secrets are references, {@code env:NAME} or {@code file:/path}. {@code load} throws an
     * IOException for a setting that is unknown or has no such value.
     */
    public static KmsLoadStoreParameter of(Map<String, String> settings) {
        return new KmsLoadStoreParameter(null, Map.copyOf(settings), null, null);
    }

    /**
     * Limits the KeyStore to these entries, to read and to change.
     *
     * @param entries names of entries, with or without {@code alias/}, and key ids; see {@link
     *     EntryName}
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when one cannot be a name
     */
    public KmsLoadStoreParameter limitedTo(String... entries) {
        Set<String> names = new LinkedHashSet<>();
        Arrays.stream(entries).map(DescriptorSettings::entryName).forEach(names::add);
        return new KmsLoadStoreParameter(
                configurationFile, settings, Collections.unmodifiableSet(names), protection);
    }

    /** Gives the passphrase of a KMS whose configuration names none. */
    public KmsLoadStoreParameter with(KeyStore.ProtectionParameter passphrase) {
        return new KmsLoadStoreParameter(configurationFile, settings, aliases, passphrase);
    }

    /** The configuration file; null when the settings are given. */
    public @Nullable Path configurationFile() {
        return configurationFile;
    }

    /** The settings by key; empty when a file is named. */
    public Map<String, String> settings() {
        return settings;
    }

    /** The entries that the KeyStore is limited to; null for all. */
    public @Nullable Set<String> aliases() {
        return aliases;
    }

    @Override
    public KeyStore.@Nullable ProtectionParameter getProtectionParameter() {
        return protection;
    }
}
