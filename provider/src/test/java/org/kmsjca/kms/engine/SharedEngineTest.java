package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsException;
import org.kmsjca.KmsProvider;
import org.kmsjca.config.Configuration;

/** What instances of one configuration share, and when it is closed. */
class SharedEngineTest {
    @TempDir private Path home;

    private Configuration configuration(String root) {
        return Configuration.of(Map.of("home", home.toString(), "root", root), "test");
    }

    /** The descriptors that this process has open inside of the home. */
    private long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(this::isInHome).count();
        }
    }

    private boolean isInHome(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(home);
        } catch (IOException e) {
            return false; // it was that of the listing
        }
    }

    @Test
    void providerForEachOperationKeepsNoFurtherDescriptors() throws Exception {
        Path file =
                Files.writeString(
                        home.resolve("kms.properties"), "home=" + home + "\nroot=keyfile\n");
        long afterFirst = 0;
        for (int i = 0; i < 300; i++) {
            Provider provider = new KmsProvider().configure(file.toString());
            KeyStore keys = KeyStore.getInstance("KMS", provider);
            keys.load(null, null);
            assertThat(keys.size()).isZero();
            if (i == 0) {
                afterFirst = descriptors();
            }
        }
        assertThat(descriptors()).isPositive().isLessThanOrEqualTo(afterFirst);
    }

    @Test
    void lastOneThatIsClosedClosesTheStore() throws Exception {
        KmsInstance first = KmsInstance.of(configuration("keyfile"));
        KmsInstance second = KmsInstance.of(configuration("keyfile"));
        assertThat(second.engine()).isSameAs(first.engine());
        first.close();
        first.close();
        assertThat(second.engine().creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)))
                .isNotNull();
        assertThat(first.engine()).as("opened again by use").isSameAs(second.engine());
        first.close();
        second.close();
        assertThat(descriptors()).isZero();
        assertThat(second.engine().lookup().all()).hasSize(1);
        second.close();
        assertThat(descriptors()).isZero();
    }

    @Test
    void configurationsThatDifferShareNothing() {
        Configuration other =
                Configuration.of(
                        Map.of("home", home.toString(), "root", "keyfile", "caller", "service/OSS"),
                        "test");
        try (KmsInstance user = KmsInstance.of(configuration("keyfile"));
                KmsInstance service = KmsInstance.of(other)) {
            assertThat(user.engine()).isNotSameAs(service.engine());
        }
    }

    @Test
    void openPassphraseStoreAsksEachInstanceForThePassphrase() {
        for (String root : new String[] {"passphrase", "auto"}) {
            try (KmsInstance first = KmsInstance.of(configuration(root));
                    KmsInstance second = KmsInstance.of(configuration(root))) {
                first.engine("right".toCharArray());
                assertThat(first.engine()).isNotNull();
                assertThatThrownBy(second::engine).isInstanceOf(KmsException.class);
                assertThatThrownBy(() -> second.engine("wrong".toCharArray()))
                        .isInstanceOf(KmsException.class)
                        .hasMessageContaining("passphrase");
                assertThat(second.engine("right".toCharArray())).isSameAs(first.engine());
            }
        }
    }
}
