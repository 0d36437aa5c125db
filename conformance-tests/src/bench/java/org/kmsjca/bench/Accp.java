package org.kmsjca.bench;

import java.security.Provider;

/** The Amazon Corretto Crypto Provider, which is on the class path of the benchmarks only. */
final class Accp {
    private Accp() {}

    static Provider provider() throws ReflectiveOperationException {
        return (Provider)
                Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider")
                        .getField("INSTANCE")
                        .get(null);
    }
}
