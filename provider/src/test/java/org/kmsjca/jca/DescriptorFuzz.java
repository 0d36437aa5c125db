package org.kmsjca.jca;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.kmsjca.KmsProvider;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.KmsInstance;

/** A file that a framework hands to the KeyStore. */
class DescriptorFuzz {
    private final KmsProvider provider = new KmsProvider();
    private final KmsInstance own =
            KmsInstance.of(Configuration.defaults(Path.of("target", "never-opened")));

    @FuzzTest(maxDuration = "10m")
    void fileIsRefusedOrIsWrittenBackAsItWas(byte[] bytes) throws IOException {
        Descriptor descriptor;
        try {
            descriptor = Descriptor.of(Descriptor.readBytes(new ByteArrayInputStream(bytes)));
        } catch (IOException refused) {
            return;
        }
        assertThat(Descriptor.isNext(new ByteArrayInputStream(bytes))).isTrue();
        assertThat(descriptor.bytes()).isEqualTo(bytes);
        Configuration configuration;
        try {
            configuration = descriptor.instance(new ProviderContext(provider, own)).configuration();
        } catch (IOException refused) {
            return;
        }
        assertThat(configuration.home().isAbsolute()).isTrue();
    }
}
