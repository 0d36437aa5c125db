package org.kmsjca.conformance.wycheproof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.conformance.support.ChildJvm;

/**
 * With {@code jdk.security.provider.preferred} as the README has it, a program that names no
 * provider verifies on secp256k1 by the provider KMS, and on the JDK's curves as ever.
 */
@ExtendWith(VectorFolderResolver.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreferredLineTest {
    private final Acceptable acceptable = new Acceptable();
    private final ListedTests exclusions = ListedTests.exclusions();
    private final ListedTests deviations = ListedTests.jdkDeviations(Jdk.listed());
    private Path directory;
    private Optional<VectorFolder> folder;

    @BeforeAll
    void start(VectorFolderResolver.Search search, @TempDir Path fresh) {
        directory = fresh;
        folder = search.folder();
    }

    @TestFactory
    Stream<DynamicTest> secp256k1() {
        return FileRow.all().stream()
                .filter(row -> row.file().startsWith("ecdsa_secp256k1_"))
                .map(row -> dynamicTest(row.file(), () -> assertVerified(row, "KMS", exclusions)));
    }

    @TestFactory
    Stream<DynamicTest> curvesOfTheJdk() {
        return FileRow.all().stream()
                .filter(row -> row.file().equals("ecdsa_secp256r1_sha256"))
                .map(
                        row ->
                                dynamicTest(
                                        row.file(),
                                        () -> assertVerified(row, "SunEC", deviations)));
    }

    private void assertVerified(FileRow row, String provider, ListedTests listed)
            throws IOException {
        if (folder.isEmpty()) {
            MissingVectors.report();
        }
        NavigableMap<Integer, String> differing = listed.of(row.file());
        List<String> lines = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (Vector vector : folder.get().read(row.path()).vectors()) {
            lines.add(
                    String.join(
                            " ",
                            row.algorithm(),
                            vector.text("publicKeyDer"),
                            vector.text("msg"),
                            vector.text("sig")));
            boolean verifies =
                    acceptable.shallWork(row, vector) != differing.containsKey(vector.tcId());
            expected.add(provider + " " + verifies);
        }
        Path input = Files.write(directory.resolve(row.file()), lines);
        assertThat(
                        ChildJvm.run(
                                PreferredVerifier.class,
                                List.of("-Djava.security.properties=" + security(row)),
                                input.toString()))
                .isEqualTo(expected);
    }

    private Path security(FileRow row) throws IOException {
        long last =
                Arrays.stream(Security.getProviders())
                        .filter(provider -> !provider.getName().equals("KMS"))
                        .count();
        Path configuration =
                Files.writeString(directory.resolve("kms.properties"), "home=" + directory + "\n");
        return Files.write(
                directory.resolve("java.security"),
                List.of(
                        "security.provider." + (last + 1) + "=KMS " + configuration,
                        "jdk.security.provider.preferred=Signature." + row.algorithm() + ":KMS"));
    }
}
