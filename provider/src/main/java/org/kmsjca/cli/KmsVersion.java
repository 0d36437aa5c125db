package org.kmsjca.cli;

import org.kmsjca.KmsProvider;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class KmsVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        KmsProvider provider = new KmsProvider();
        return new String[] {
            "kms " + provider.getVersionStr() + " (Java " + Runtime.version() + ")",
            "with " + provider.getProperty("EmbeddedLibraries")
        };
    }
}
