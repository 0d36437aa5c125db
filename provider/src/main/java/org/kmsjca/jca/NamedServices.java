package org.kmsjca.jca;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the services of {@link NamedServiceTable}: for programs that name this provider, and for no
 * others.
 *
 * <p>The JCA asks a provider for a service by the same method, whether the program has named it or
 * the JDK walks its list. Two things keep the list as it was. The JDK's walk is told by the class
 * that calls ({@link ProviderContext#walksTheList}), and gets no answer. Should a later JDK call
 * from another class, the answer is still the JDK's own service, never a copy: a program that names
 * no provider has the same digest from the same provider as before. A service that refused in
 * {@code newInstance} would not do, because that call is the same for both, too.
 */
final class NamedServices {
    private static final Map<String, NamedService> ROWS = NamedServiceTable.byName();

    private NamedServices() {}

    /** The service, or null for a name that is not in the table. */
    static Provider.@Nullable Service find(ProviderContext context, String type, String algorithm) {
        NamedService row = ROWS.get(key(type, algorithm));
        return row == null ? null : row.in(context);
    }

    static String key(String type, String name) {
        return (type + "." + name).toUpperCase(Locale.ROOT);
    }

    /** A service whose class is ours. */
    static final class OwnService extends Provider.Service {
        private final ProviderContext context;

        OwnService(ProviderContext context, NamedService row) {
            super(
                    context.provider(),
                    row.type(),
                    row.name(),
                    OwnService.class.getName(),
                    List.of(),
                    null);
            this.context = context;
        }

        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            if (parameter != null) {
                throw new NoSuchAlgorithmException(getAlgorithm() + " takes no parameter");
            }
            return getType().equals(NamedServiceTable.DIGEST)
                    ? new Sm3MessageDigestSpi()
                    : new KmsSecretKeyFactorySpi(context, getAlgorithm());
        }
    }
}
