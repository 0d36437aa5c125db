package org.kmsjca;

import java.nio.file.Path;
import java.security.Provider;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.config.Configuration;
import org.kmsjca.jca.ProviderContext;
import org.kmsjca.kms.EmbeddedLibraries;
import org.kmsjca.kms.engine.KmsInstance;

/**
 * The JCA provider {@code KMS}: standard JCA calls reach the CMKs of a KMS.
 *
 * <p>Registered in java.security by its name ({@code security.provider.13=KMS}), optionally with a
 * configuration file behind it, or in a program by {@code Security.addProvider(new KmsProvider())}.
 * Making it opens nothing; the first use does. It belongs at the end of the list.
 */
public final class KmsProvider extends Provider implements AutoCloseable {
    private static final long serialVersionUID = 1L;

    /** The name of an instance whose configuration gives no other. */
    public static final String NAME = "KMS";

    private static final String VERSION = "0.2.0";
    private static final String INFO =
            "KMS: keys that can be used but never read (KeyStore, Cipher, Signature, KeyGenerator,"
                    + " KeyPairGenerator)";

    private final transient KmsInstance instance;
    private final transient ProviderContext context;

    /** The provider of the configuration that is found without being named, at the first use. */
    public KmsProvider() {
        this(NAME, KmsInstance.lazy(new FoundConfiguration()));
    }

    @SuppressWarnings("this-escape") // services are made of this and run later
    private KmsProvider(String name, KmsInstance instance) {
        super(name, VERSION, INFO);
        this.instance = instance;
        this.context = new ProviderContext(this, instance);
        for (Service service : context.services()) {
            putService(service);
        }
    }

    /**
     * A service. Two kinds are not in {@link #getServices}, so that no program gets them that names
     * no provider, whatever this provider's place: {@code SecureRandom} {@code KMS} and {@code
     * KMS-TPM}; and what a library asks of the provider that it was given for a key
     * (AlgorithmParameters, MessageDigest, CertificateFactory, translations of keys), which are the
     * JDK's own services where the JDK has them.
     */
    @Override
    public @Nullable Service getService(String type, String algorithm) {
        Service listed = super.getService(type, algorithm);
        if (listed != null) {
            return listed;
        }
        // Programs that name nobody pay for this at each lookup where the provider stands first:
        // the caller is looked at here, by the cheapest means, and before any table is made.
        boolean walk =
                ProviderContext.isTypeOfNamed(type)
                        && ProviderContext.walksTheList(Callers.WALKER.getCallerClass());
        return walk ? null : context.unlisted(type, algorithm);
    }

    /** Apart, for a JVM that never needs it. */
    private static final class Callers {
        static final StackWalker WALKER =
                StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    }

    /**
     * A provider of that configuration file, another instance than this one. A file that cannot be
     * used is told by the first operation: an exception from here would break every JCA call of the
     * JVM, or make the provider vanish without a word.
     *
     * @param configurationFile path of a properties file
     */
    @Override
    public Provider configure(String configurationFile) {
        try {
            Configuration configuration = Configuration.load(Path.of(configurationFile.strip()));
            return new KmsProvider(configuration.providerName(), KmsInstance.of(configuration));
        } catch (RuntimeException problem) {
            return new KmsProvider(
                    NAME, KmsInstance.lazy(new UnusableConfiguration(configurationFile, problem)));
        }
    }

    // Classes rather than lambdas: the first lambda of a JVM takes 20 ms, and this is the start of
    // every program that looks for a provider.

    private static final class FoundConfiguration implements Supplier<Configuration> {
        @Override
        public Configuration get() {
            return Configuration.load(null);
        }
    }

    private record UnusableConfiguration(String file, RuntimeException problem)
            implements Supplier<Configuration> {
        @Override
        public Configuration get() {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "the configuration "
                            + file
                            + " of the KMS provider cannot be used: "
                            + problem.getMessage(),
                    problem);
        }
    }

    /**
     * A property; {@code RootOfTrust} is what protects the root key of the KMS, as {@code kms root
     * status} describes it, and null when the KMS cannot be opened; {@code EmbeddedLibraries} names
     * the libraries inside of the jar, with their versions.
     */
    @Override
    public @Nullable String getProperty(String key) {
        if ("EmbeddedLibraries".equals(key)) {
            return EmbeddedLibraries.describe();
        }
        if (!"RootOfTrust".equals(key)) {
            return super.getProperty(key);
        }
        try {
            return instance.engine().rootDescription();
        } catch (KmsException e) {
            return null;
        }
    }

    @Override
    public boolean isConfigured() {
        return true;
    }

    KmsInstance instance() {
        return instance;
    }

    /**
     * Closes the store and forgets unwrapped keys, also of what KeyStores with a configuration of
     * their own opened; what another provider or {@code Kms} of the same configuration uses stays
     * open. A later use opens it again. A program that never closes it need not: what is open is
     * shared, and given back after the provider is collected.
     */
    @Override
    public void close() {
        context.close();
        instance.close();
    }
}
