package org.kmsjca.jca;

import java.security.Provider;
import java.security.Security;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the provider stands before another one of the same generator. Then programs that
 * name no provider reach us with plain parameters and want a key with an encoding; our generators
 * refuse, and the JDK goes on to the next provider by itself.
 */
final class ProviderOrder {
    private ProviderOrder() {}

    /** Why plain generation is refused, or null when it is not. */
    @SuppressWarnings("ReferenceEquality") // two instances may have the same entries
    static @Nullable String refusal(Provider provider, Algorithm.KeyMaker algorithm) {
        Provider[] providers = Security.getProviders(algorithm.type() + "." + algorithm.name());
        if (providers == null || providers.length < 2 || providers[0] != provider) {
            return null;
        }
        return ("provider %s stands before %s, so it makes %s keys only with a CmkSpec:"
                        + " put it last in java.security")
                .formatted(provider.getName(), providers[1].getName(), algorithm.name());
    }
}
