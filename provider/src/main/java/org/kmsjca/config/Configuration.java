package org.kmsjca.config;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kmsjca.ProtectionLevel;

/**
 * The checked configuration of a KMS; immutable. Two are equal when all their settings are, however
 * they were written and wherever they came from.
 *
 * <p>Everything that reads one throws {@link org.kmsjca.KmsException} with {@code
 * INVALID_PARAMETER} that names the source, the key and what is allowed; a secret is never shown.
 */
public final class Configuration {
    /** The database's file in the home, where no other is configured. */
    public static final String DATABASE = "kms.db";

    /** What the files in the home begin with that belong to a store in PostgreSQL. */
    public static final String POSTGRESQL = "postgresql";

    /** The key file in the home, where no other is configured. */
    public static final String ROOT_KEY = "root.key";

    private static final Pattern PROVIDER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern CALLER =
            Pattern.compile("user|service/[A-Za-z][A-Za-z0-9-]{0,63}");
    private static final Pattern CALLER_NAME = Pattern.compile("[\\p{L}\\p{N} ._@/:+-]{1,100}");
    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,49}");
    private static final Duration STALENESS = Duration.ofSeconds(1);
    private static final int DEFAULT_CACHE = 1000;

    private final String source;
    private final Path home;
    private final String providerName;
    private final ProtectionLevel protection;
    private final String store;
    private final @Nullable String storeUser;
    private final @Nullable SecretReference storePassword;
    private final String storeSchema;
    private final Duration storeStaleness;
    private final Duration storeOutage;
    private final RootKind root;
    private final @Nullable SecretReference rootPassphrase;
    private final Path rootKeyfile;
    private final TpmConfiguration tpm;
    private final Map<String, HsmConfiguration> hsm;
    private final @Nullable String hsmDefault;
    private final Account account;
    private final String caller;
    private final @Nullable String callerName;
    private final KeystoreConfiguration keystore;
    private final GcmIv gcmIv;
    private final EncryptVersion encryptVersion;
    private final ContextEncoding contextEncoding;
    private final @Nullable DataKeyCaching dataKeyCaching;
    private final Map<String, String> softwareEngine;
    private final int softwareCache;
    private final boolean auditCrypto;
    private final JmxUse jmx;
    private final Quotas quotas;

    private Configuration(Settings settings, Path home) {
        source = settings.source();
        this.home = home;
        providerName =
                settings.matching("provider.name", "KMS", PROVIDER_NAME, "letters, digits, '._-'");
        protection = settings.choice("protection", ProtectionLevel.SOFTWARE);
        store = StoreLocation.read(settings, home);
        storeUser = settings.text("store.user");
        storePassword = settings.secret("store.password");
        storeSchema =
                settings.matching(
                        "store.schema",
                        "kms",
                        SCHEMA,
                        "up to 50 of a-z, 0-9 and '_', not beginning with a digit");
        storeStaleness = settings.durationOrZero("store.staleness", STALENESS);
        storeOutage = settings.durationOrZero("store.outage", Duration.ZERO);
        root = settings.choice("root", RootKind.AUTO);
        rootPassphrase = settings.secret("root.passphrase");
        rootKeyfile = settings.path("root.keyfile", home.resolve(ROOT_KEY));
        tpm = TpmConfiguration.read(settings);
        hsm = HsmSettings.read(settings);
        hsmDefault = HsmSettings.defaultName(settings, hsm);
        account = Account.read(settings);
        caller = settings.matching("caller", "user", CALLER, "user, service/<CODE>");
        callerName =
                settings.optional(
                        "caller.name", CALLER_NAME, "up to 100 letters, digits, spaces, '._@/:+-'");
        keystore = KeystoreConfiguration.read(settings);
        gcmIv = settings.choice("cipher.gcm.iv", GcmIv.CALLER);
        encryptVersion = settings.choice("cipher.encrypt.version", EncryptVersion.PRIMARY);
        contextEncoding = settings.choice("encryption.context", ContextEncoding.ESCAPED);
        dataKeyCaching = DataKeyCaching.read(settings);
        softwareEngine = SoftwareEngines.read(settings);
        softwareCache = settings.count("software.cache").orElse(DEFAULT_CACHE);
        auditCrypto = settings.flag("audit.crypto", "on", "off");
        jmx = settings.choice("jmx", JmxUse.AUTO);
        quotas = Quotas.read(settings);
    }

    /**
     * The configuration of the explicit file, which must exist; without one that of the file named
     * by the system property {@code kms.config}, else by the environment variable {@code
     * KMS_CONFIG}, else of {@code ~/.kms/kms.properties} if there is one, else the defaults.
     */
    public static Configuration load(@Nullable Path explicit) {
        return load(explicit, Environment.SYSTEM);
    }

    static Configuration load(@Nullable Path explicit, Environment environment) {
        ConfigurationSource sources = new ConfigurationSource(environment);
        return of(sources.find(explicit), sources);
    }

    /** As the other, for text in UTF-8. The stream is not closed. */
    public static Configuration read(
            InputStream properties, String source, @Nullable Path directory) {
        return read(
                new InputStreamReader(properties, StandardCharsets.UTF_8.newDecoder()),
                source,
                directory);
    }

    /**
     * The configuration in a properties text, which is not closed.
     *
     * @param source for messages, such as {@code "descriptor of a KeyStore"}
     * @param directory what relative paths start from; null refuses them
     */
    public static Configuration read(Reader properties, String source, @Nullable Path directory) {
        return read(properties, source, directory, Environment.SYSTEM);
    }

    static Configuration read(
            Reader properties, String source, @Nullable Path directory, Environment environment) {
        ConfigurationSource sources = new ConfigurationSource(environment);
        return of(sources.read(properties, source, directory), sources);
    }

    /**
     * The configuration that a program gives in code.
     *
     * @param settings values by key, as a configuration file has them
     * @param source for messages
     */
    public static Configuration of(Map<String, String> settings, String source) {
        ConfigurationSource sources = new ConfigurationSource(Environment.SYSTEM);
        return of(sources.of(settings, source), sources);
    }

    /** The defaults, with everything kept in the given home. */
    public static Configuration defaults(Path home) {
        return new Configuration(
                new ConfigurationSource(Environment.SYSTEM).defaults(),
                home.toAbsolutePath().normalize());
    }

    private static Configuration of(Settings settings, ConfigurationSource sources) {
        Path home = settings.path("home");
        return new Configuration(settings, home == null ? sources.defaultHome() : home);
    }

    /** The source: a file's name, {@code "defaults"}, or the name that the reader was given. */
    public String source() {
        return source;
    }

    /** {@code home}: the directory of everything that is kept. */
    public Path home() {
        return home;
    }

    /** {@code provider.name}. */
    public String providerName() {
        return providerName;
    }

    /** {@code protection}: the level of keys generated without saying one. */
    public ProtectionLevel protection() {
        return protection;
    }

    /** {@code store}: {@code sqlite:} and an absolute path, or {@code jdbc:postgresql:...}. */
    public String store() {
        return store;
    }

    /** Tells whether the store is a file of SQLite. */
    public boolean isStoreFile() {
        return StoreLocation.isFile(store);
    }

    /**
     * The file of a store in SQLite. Of a store in PostgreSQL a name in the home, of which there is
     * no file: what this machine keeps of the store is beside it.
     */
    public Path databaseFile() {
        return StoreLocation.databaseFile(store, home);
    }

    /** {@code store.schema}. */
    public String storeSchema() {
        return storeSchema;
    }

    /** {@code store.staleness}, zero to ask the database at each operation. */
    public Duration storeStaleness() {
        return storeStaleness;
    }

    /** {@code store.outage}. */
    public Duration storeOutage() {
        return storeOutage;
    }

    /** {@code store.user}, null when not set. */
    public @Nullable String storeUser() {
        return storeUser;
    }

    /** {@code store.password}, null when not set. */
    public @Nullable SecretReference storePassword() {
        return storePassword;
    }

    /** {@code root}: what protects the root key. */
    public RootKind root() {
        return root;
    }

    /** {@code root.passphrase}, null when not set. */
    public @Nullable SecretReference rootPassphrase() {
        return rootPassphrase;
    }

    /** {@code root.keyfile}. */
    public Path rootKeyfile() {
        return rootKeyfile;
    }

    /** {@code tpm.*}. */
    public TpmConfiguration tpm() {
        return tpm;
    }

    /** The HSMs by name, in the order of names; keys without a name are that of {@code default}. */
    public Map<String, HsmConfiguration> hsm() {
        return hsm;
    }

    /**
     * The name of the HSM to use when none is said: {@code hsm.default}, else the only one, else
     * the one called {@code default}, else null.
     */
    public @Nullable String hsmDefault() {
        return hsmDefault;
    }

    /** {@code account} and {@code region}. */
    public Account account() {
        return account;
    }

    /** {@code caller}: {@code user} or {@code service/<CODE>}. */
    public String caller() {
        return caller;
    }

    /** {@code caller.name}: a label of the program for the audit, null when not set. */
    public @Nullable String callerName() {
        return callerName;
    }

    /** {@code keystore.*}. */
    public KeystoreConfiguration keystore() {
        return keystore;
    }

    /** {@code cipher.gcm.iv}. */
    public GcmIv gcmIv() {
        return gcmIv;
    }

    /** {@code cipher.encrypt.version}. */
    public EncryptVersion encryptVersion() {
        return encryptVersion;
    }

    /** {@code encryption.context}. */
    public ContextEncoding contextEncoding() {
        return contextEncoding;
    }

    /** {@code datakey.cache.*}, null when each envelope is to have its own data key. */
    public @Nullable DataKeyCaching dataKeyCaching() {
        return dataKeyCaching;
    }

    /**
     * {@code software.engine}: {@code JDK}, {@code BC} or {@code ACCP} by {@code AES}, {@code RSA}
     * or {@code EC}; an algorithm that is not in it is served by the engine measured best.
     */
    public Map<String, String> softwareEngine() {
        return softwareEngine;
    }

    /** {@code software.cache}: the most unwrapped keys to keep. */
    public int softwareCache() {
        return softwareCache;
    }

    /** {@code audit.crypto}: whether cryptographic operations are written to the audit. */
    public boolean auditCrypto() {
        return auditCrypto;
    }

    /** {@code jmx}. */
    public JmxUse jmx() {
        return jmx;
    }

    /** {@code quota.*}. */
    public Quotas quotas() {
        return quotas;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Configuration that && settings().equals(that.settings());
    }

    @Override
    public int hashCode() {
        // not of all settings: a record's hash costs a JVM that has just started 10 milliseconds
        return home.hashCode();
    }

    /** Names the source and the home. */
    @Override
    public String toString() {
        return "Configuration " + source + " (home " + home + ")";
    }

    private List<@Nullable Object> settings() {
        return Arrays.asList(
                home,
                providerName,
                protection,
                store,
                storeUser,
                storePassword,
                storeSchema,
                storeStaleness,
                storeOutage,
                root,
                rootPassphrase,
                rootKeyfile,
                tpm,
                hsm,
                hsmDefault,
                account,
                caller,
                callerName,
                keystore,
                gcmIv,
                encryptVersion,
                contextEncoding,
                dataKeyCaching,
                softwareEngine,
                softwareCache,
                auditCrypto,
                jmx,
                quotas);
    }
}
