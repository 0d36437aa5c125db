package org.kmsjca.cli;

import org.kmsjca.KmsProvider;

/** What {@code --version} prints. */
final class KmsVersion {
    String[] getVersion() {
        KmsProvider provider = new KmsProvider();
        return new String[] {
            "kms " + provider.getVersionStr() + " (Java " + Runtime.version() + ")",
            "with " + provider.getProperty("EmbeddedLibraries")
        };
    }
}
