package org.kmsjca.jca;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import org.jspecify.annotations.Nullable;

/** Hands on what came to this provider and is not its own, as the JDK looks for a provider. */
final class ProviderDelegation {
    private ProviderDelegation() {}

    /** Makes and initialises another provider's service. */
    interface Source<S> {
        S from(Provider provider) throws GeneralSecurityException;
    }

    /**
     * The first service of another provider that can be made, or null.
     *
     * @param service type and name, such as {@code Mac.HmacSHA256}
     */
    @SuppressWarnings("ReferenceEquality") // two instances may have the same entries
    static <S> @Nullable S first(Provider own, String service, Source<S> source) {
        Provider[] providers = Security.getProviders(service);
        for (Provider provider : providers == null ? new Provider[0] : providers) {
            if (provider == own) {
                continue;
            }
            try {
                return source.from(provider);
            } catch (GeneralSecurityException | RuntimeException e) {
                // The next may take it: the JDK looks for a provider in the same way.
            }
        }
        return null;
    }
}
