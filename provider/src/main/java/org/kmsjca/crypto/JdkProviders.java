package org.kmsjca.crypto;

import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;

/**
 * The JDK's own providers as objects. Inner calls name them, never the list: a lookup without a
 * name would come back to the KMS provider when it stands first.
 */
public final class JdkProviders {
    private JdkProviders() {}

    /** Digests. */
    public static Provider sun() {
        return find("SUN");
    }

    /** AES and RSA ciphers. */
    public static Provider sunJce() {
        return find("SunJCE");
    }

    /** RSA keys and signatures. */
    public static Provider sunRsaSign() {
        return find("SunRsaSign");
    }

    /** Elliptic curves. */
    public static Provider sunEc() {
        return find("SunEC");
    }

    private static Provider find(String name) {
        Provider provider = Security.getProvider(name);
        if (provider == null) {
            throw new ProviderException(
                    ("the JDK's provider %s is not in this JVM's list; the KMS provider works"
                                    + " with it: put it back into java.security")
                            .formatted(name));
        }
        return provider;
    }
}
