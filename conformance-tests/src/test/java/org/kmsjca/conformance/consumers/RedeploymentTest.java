package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that is deployed again and again brings its own copy of the provider. */
@Tag("once")
class RedeploymentTest {
    private static final int TIMES = 8;

    /** One, whose record was compared last: MethodHandle.asTypeCache, JDK-8078641. */
    private static final int KEPT_BY_THE_JDK = 1;

    @TempDir private Path directory;

    /** One that is not closed is given back after its collection, when the next is open already. */
    private static final int DESCRIPTORS_OF_ONE = 5;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unloadedProviderLeavesNoDescriptorAndNoLoader(boolean closed) throws Exception {
        Path configuration =
                Files.writeString(
                        directory.resolve("kms.properties"),
                        "home=" + directory.resolve("home") + "\nroot=keyfile\n");
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            // Every second one may not be closed, as most programs do not.
            loaders.add(deployed(configuration, closed || i % 2 == 0));
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while ((living(loaders) > KEPT_BY_THE_JDK || (closed && !descriptors().isEmpty()))
                && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(200);
        }
        assertThat(living(loaders))
                .as("class loaders that are kept")
                .isLessThanOrEqualTo(KEPT_BY_THE_JDK);
        assertThat(descriptors())
                .as("descriptors of the home")
                .hasSizeLessThanOrEqualTo(closed ? 0 : TIMES * DESCRIPTORS_OF_ONE);
    }

    private static long living(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(loader -> loader.get() != null).count();
    }

    private WeakReference<ClassLoader> deployed(Path configuration, boolean closed)
            throws Exception {
        List<URL> jars = new ArrayList<>();
        for (String jar : JarPath.jars().split(File.pathSeparator)) {
            jars.add(Path.of(jar).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(
                        jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Provider provider =
                    loader.loadClass("org.kmsjca.KmsProvider")
                            .asSubclass(Provider.class)
                            .getConstructor()
                            .newInstance()
                            .configure(configuration.toString());
            Security.addProvider(provider);
            try {
                use();
            } finally {
                Security.removeProvider("KMS");
            }
            if (closed) {
                ((AutoCloseable) provider).close();
            }
            return new WeakReference<>(loader);
        }
    }

    private static void use() throws Exception {
        KeyStore keys = KeyStore.getInstance("KMS");
        keys.load(null, null);
        keys.setKeyEntry("aes", KeyGenerator.getInstance("AES").generateKey(), null, null);
        keys.store(null, null);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, keys.getKey("aes", null));
        assertThat(cipher.doFinal(new byte[10])).hasSize(26);
        KeyPair pair = KeyPairGenerator.getInstance("SM2", "KMS").generateKeyPair();
        Signature signature = Signature.getInstance("SM3withSM2");
        signature.initSign(pair.getPrivate());
        assertThat(signature.sign()).isNotEmpty();
    }

    private List<Path> descriptors() throws IOException {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : all.toList()) {
                if (Files.exists(descriptor)
                        && Files.readSymbolicLink(descriptor).startsWith(directory)) {
                    open.add(Files.readSymbolicLink(descriptor));
                }
            }
        }
        return open;
    }
}
