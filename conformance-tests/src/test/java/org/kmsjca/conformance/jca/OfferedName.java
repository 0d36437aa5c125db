package org.kmsjca.conformance.jca;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Cipher;
import org.kmsjca.KmsProvider;
import org.kmsjca.conformance.support.Peers;

/**
 * A name under which the provider offers a service: its first one, another or an object identifier.
 *
 * @param main the service's first name
 */
record OfferedName(String type, String name, String main) {
    static final List<Provider> JDK =
            List.of(Peers.SUN, Peers.SUN_JCE, Peers.SUN_RSA_SIGN, Peers.SUN_EC);

    private static final String ALIAS = "Alg.Alias.";

    /** All names of services of the type, as {@code Provider.getServices} and aliases tell them. */
    static List<OfferedName> of(String type) {
        Provider provider = new KmsProvider();
        Set<String> names = new TreeSet<>();
        for (Object key : provider.keySet()) {
            String entry = key.toString();
            if (entry.startsWith(ALIAS + type + ".")) {
                names.add(entry.substring(ALIAS.length() + type.length() + 1));
            } else if (entry.startsWith(type + ".") && entry.indexOf(' ') < 0) {
                names.add(entry.substring(type.length() + 1));
            }
        }
        return names.stream()
                .map(
                        name ->
                                new OfferedName(
                                        type, name, provider.getService(type, name).getAlgorithm()))
                .toList();
    }

    /** The name by which the suite's tables know the service. */
    String service() {
        return type + "." + main;
    }

    /** Whether a provider of the JDK has the name. */
    boolean isInJdk() {
        return JDK.stream().anyMatch(this::isIn);
    }

    /** Whether the provider has the name. */
    boolean isIn(Provider provider) {
        try {
            return switch (type) {
                case "Cipher" -> Cipher.getInstance(name, provider) != null;
                // NONEwithRSA of Java 17 is made of SunJCE's cipher.
                case "Signature" -> Signature.getInstance(name, provider) != null;
                default -> provider.getService(type, name) != null;
            };
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return type + " " + name;
    }
}
