package org.kmsjca.jca;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyType;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.kms.engine.KmsInstance;
import org.kmsjca.text.Loggers;

/** The state that the services of one provider instance share. A handle belongs to one context. */
public final class ProviderContext {
    private final Provider provider;
    private final KmsInstance instance;
    private final Map<Configuration, KmsInstance> described = new ConcurrentHashMap<>();
    private final RefusalLog refusals = new RefusalLog();

    public ProviderContext(Provider provider, KmsInstance instance) {
        this.provider = provider;
        this.instance = instance;
    }

    /** The services to register. */
    public List<Provider.Service> services() {
        List<Algorithm> rows = AlgorithmTable.rows();
        List<Provider.Service> services = new ArrayList<>(rows.size());
        for (Algorithm row : rows) {
            services.add(KmsService.of(this, row));
        }
        return services;
    }

    /** The service that is not among the others and is found by its name only, or null. */
    public Provider.@Nullable Service unlisted(String type, String algorithm) {
        return NamedServiceTable.has(type)
                ? NamedServices.find(this, type, algorithm)
                : RandomService.of(provider, instance, type, algorithm);
    }

    /** Whether services of the type may be there for those who name the provider, and no others. */
    public static boolean isTypeOfNamed(String type) {
        return NamedServiceTable.has(type);
    }

    /**
     * Whether the class, which asks for a service, looks for a provider, or for all that have it.
     * Its name is compared, as it is none of the JDK's public ones.
     */
    public static boolean walksTheList(Class<?> caller) {
        String name = caller.getName();
        return name.startsWith("sun.security.jca.ProviderList")
                || name.startsWith("java.security.Security");
    }

    Provider provider() {
        return provider;
    }

    /** The KMS that the provider was configured with. */
    KmsInstance instance() {
        return instance;
    }

    /** The KMS of a KeyStore descriptor; equal descriptors share one. */
    KmsInstance instance(Configuration configuration) {
        return described.computeIfAbsent(configuration, KmsInstance::of);
    }

    /** Closes what descriptors opened. */
    public void close() {
        described.values().forEach(KmsInstance::close);
        described.clear();
    }

    /**
     * The handle that the key is.
     *
     * @throws InvalidKeyException when it is no handle of this provider, or of another kind
     */
    KmsKey requireHandle(@Nullable Key key, KeyType type) throws InvalidKeyException {
        if (key == null) {
            throw new InvalidKeyException("no key was given");
        }
        if (!(key instanceof KmsKey handle)) {
            throw new InvalidKeyException(
                    ("provider %s works with keys from its own KeyStore and generators, not"
                                    + " with %s; leave the provider out, or import the key first")
                            .formatted(provider.getName(), key.getClass().getName()));
        }
        if (handle.context() != this) {
            throw new InvalidKeyException(
                    handle + " belongs to another instance of the KMS provider");
        }
        if (handle.isDestroyed()) {
            throw new InvalidKeyException(handle + " was destroyed; get the key again");
        }
        if (handle.managed().keySpec().keyType() != type) {
            throw new InvalidKeyException(
                    "%s is a %s key, this algorithm needs %s"
                            .formatted(handle, handle.managed().keySpec(), type));
        }
        return handle;
    }

    /**
     * Asks for permission.
     *
     * @throws InvalidKeyException with the engine's refusal as its cause
     */
    void authorize(ManagedKey key, KmsCall call) throws InvalidKeyException {
        try {
            key.authorize(call);
        } catch (KmsException e) {
            throw invalidKey(key, e);
        }
    }

    /** Logs a refusal, for an initialisation to throw. */
    InvalidKeyException invalidKey(ManagedKey key, KmsException refusal) {
        logRefusal(key, refusal);
        return new InvalidKeyException(refusal.getMessage(), refusal);
    }

    /** Logs a refusal, which is a ProviderException itself, for a call that declares no other. */
    KmsException refused(ManagedKey key, KmsException refusal) {
        logRefusal(key, refusal);
        return refusal;
    }

    /**
     * Logs a refusal of one of our own keys, unless it was just logged: TLS stacks swallow the
     * exception's text and try their next scheme.
     */
    void logRefusal(ManagedKey key, KmsException refusal) {
        if (refusals.isNews(key, refusal, System.nanoTime())) {
            // Not a static field: finding a logger takes 20 ms, and this class is made at start.
            Loggers.kms()
                    .log(
                            System.Logger.Level.WARNING,
                            "use of key {0} was refused: {1}",
                            key.displayName(),
                            refusal.getMessage());
        }
    }
}
