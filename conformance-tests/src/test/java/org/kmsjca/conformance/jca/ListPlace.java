package org.kmsjca.conformance.jca;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;

/** How a program comes to a provider: by its name, or by the list, where it stands somewhere. */
enum ListPlace {
    NAMED,
    LAST,
    FIRST;

    /** Asks the JCA, for the provider or for any. */
    interface Lookup<T> {
        T from(Provider provider) throws GeneralSecurityException;
    }

    /** Runs with the provider in this place; the lookup gets null where it is not to name it. */
    <T> T look(Provider provider, Lookup<T> lookup) throws GeneralSecurityException {
        if (this == NAMED) {
            return lookup.from(provider);
        }
        Security.insertProviderAt(provider, this == FIRST ? 1 : Security.getProviders().length + 1);
        try {
            return lookup.from(null);
        } finally {
            Security.removeProvider(provider.getName());
        }
    }
}
