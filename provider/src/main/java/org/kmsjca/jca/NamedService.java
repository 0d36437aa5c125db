package org.kmsjca.jca;

import java.security.Provider;
import org.jspecify.annotations.Nullable;
import org.kmsjca.crypto.JdkProviders;

/**
 * A service that only a program which names this provider finds, as {@code setProvider("KMS")} of a
 * library does for all that the library needs besides the key.
 *
 * @param source whose service it is
 * @param target the name of the service there
 */
@SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
record NamedService(String type, String name, Source source, String target, String... aliases) {
    /** A provider of the JDK, or this one. */
    enum Source {
        SUN,
        SUN_JCE,
        SUN_RSA_SIGN,
        SUN_EC,
        KMS
    }

    /**
     * The service, or null when the JDK lacks it. One of the JDK's is the JDK's own object: the
     * result of {@code getInstance} is what it is without this provider, and its {@code
     * getProvider()} says so.
     */
    Provider.@Nullable Service in(ProviderContext context) {
        return switch (source) {
            case SUN -> JdkProviders.sun().getService(type, target);
            case SUN_JCE -> JdkProviders.sunJce().getService(type, target);
            case SUN_RSA_SIGN -> JdkProviders.sunRsaSign().getService(type, target);
            case SUN_EC -> JdkProviders.sunEc().getService(type, target);
            case KMS -> new NamedServices.OwnService(context, this);
        };
    }
}
