package org.kmsjca.jca;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.config.DescriptorSettings;

/** A file that a framework hands to the KeyStore. */
class DescriptorFuzz {
    private final Configuration own = Configuration.defaults(Path.of("target", "never-opened"));

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
        DescriptorSettings settings;
        try {
            settings = descriptor.settings();
        } catch (IOException refused) {
            return;
        }
        assertReachesNothing(settings);
    }

    /** Whatever it says, there is nothing for it but the reader's own configuration. */
    private void assertReachesNothing(DescriptorSettings settings) {
        Set<String> aliases = settings.aliases();
        assertThat(aliases == null || !aliases.isEmpty()).isTrue();
        Configuration chosen;
        try {
            chosen = settings.choose(own);
        } catch (KmsException refused) {
            return;
        }
        assertThat(chosen).isSameAs(own);
        assertThat(settings.configuration()).isNull();
    }
}
