package org.kmsjca.conformance.wycheproof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import org.kmsjca.KmsProvider;

/** The provider KMS, registered last, as long as this is open. */
final class RegisteredKms implements AutoCloseable {
    private final Provider provider;

    RegisteredKms(Path home) throws IOException {
        Path configuration =
                Files.writeString(home.resolve("kms.properties"), "home=" + home + "\n");
        provider = new KmsProvider().configure(configuration.toString());
        if (Security.addProvider(provider) < 0) {
            throw new IllegalStateException("another provider KMS is registered");
        }
    }

    @Override
    public void close() {
        Security.removeProvider(provider.getName());
        ((KmsProvider) provider).close();
    }
}
