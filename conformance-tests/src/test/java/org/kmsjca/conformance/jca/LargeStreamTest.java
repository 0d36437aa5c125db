package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.conformance.support.ChildJvm;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.SoftHsmLacks;

/** A stream of 1 GiB goes through a JVM with a heap of 64 MiB. */
@SoftHsmLacks("speed: a GiB takes it minutes")
class LargeStreamTest extends FreshKms {
    @ParameterizedTest
    @ValueSource(strings = {"AES/CBC/PKCS5Padding", "AES/CTR/NoPadding"})
    void memoryDoesNotGrowWithTheStream(String transformation) throws IOException {
        List<String> lines =
                ChildJvm.run(
                        LargeStream.class,
                        List.of("-Xmx64m", "-XX:TieredStopAtLevel=4"), // both compilers
                        kms().configuration().toString(),
                        transformation);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("kms "))
                .singleElement()
                .asString()
                .matches("kms ([0-9a-f]+) sun \\1");
    }
}
