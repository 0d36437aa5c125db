package org.kmsjca.conformance.wycheproof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.operator.OperatorCreationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;

/** Keys of {@code refused.txt} do not become CMKs, and leave nothing behind. */
@ExtendWith(VectorFolderResolver.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedKeysTest {
    private Path home;
    private Optional<VectorFolder> folder;
    private RegisteredKms registered;
    private CertificateIssuer issuer;

    @BeforeAll
    void start(VectorFolderResolver.Search search, @TempDir Path directory) throws Exception {
        home = directory;
        folder = search.folder();
        registered = new RegisteredKms(home);
        issuer = new CertificateIssuer();
    }

    @AfterAll
    void end() {
        if (registered != null) {
            registered.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> files() {
        return TextTable.cells("refused.txt", 3).stream()
                .map(
                        cells ->
                                dynamicTest(
                                        cells.get(0) + ": " + cells.get(2),
                                        () -> assertRefused(cells.get(0), cells.get(1))));
    }

    private void assertRefused(String file, String what) throws Exception {
        if (folder.isEmpty()) {
            MissingVectors.report();
        }
        List<Vector> vectors = folder.get().read(file + "_test.json").vectors();
        switch (what) {
            case "private RSA keys" -> assertRefused(vectors, RefusedKeysTest::privateKey);
            case "public keys" -> assertRefused(vectors, RefusedKeysTest::publicKey);
            case "PSS parameters" -> assertParametersRefused(vectors.get(0));
            case "curves" -> assertCurvesRefused(vectors);
            default -> throw new IllegalStateException(what);
        }
    }

    /** Gives the key of a test. */
    private interface KeyReader {
        ImportableKey of(Vector vector) throws IOException;
    }

    private static ImportableKey privateKey(Vector vector) {
        return ImportableKey.refusable(
                new EncodedPrivateKey("RSA", vector.bytes("privateKeyPkcs8")));
    }

    private static ImportableKey publicKey(Vector vector) {
        return ImportableKey.refusable(
                new EncodedPublicKey("public", vector.bytes("publicKeyDer")));
    }

    private void assertRefused(List<Vector> vectors, KeyReader reader) throws Exception {
        Map<String, ImportableKey> keys = new LinkedHashMap<>();
        for (Vector vector : vectors) {
            ImportableKey key = reader.of(vector);
            keys.put(Arrays.toString(key.key().getEncoded()), key);
        }
        TestKms kms = newKms();
        assertThat(kms.importKeys(keys).values())
                .hasSameSizeAs(keys.keySet())
                .allSatisfy(RefusedKeysTest::assertRefused);
        assertThat(kms.size()).isZero();
        assertThat(kms.cmks()).isEmpty();
    }

    private static void assertRefused(ImportedKey key) {
        assertThat(key.handle()).isEmpty();
        assertThat(key.refusal().orElseThrow())
                .hasMessageContaining("cannot be imported")
                .hasCauseInstanceOf(InvalidKeyException.class);
    }

    private TestKms newKms()
            throws IOException, GeneralSecurityException, OperatorCreationException {
        return new TestKms(home.resolve(UUID.randomUUID().toString()), issuer, List.of());
    }

    private static void assertParametersRefused(Vector vector) throws GeneralSecurityException {
        String shake = vector.text("sha");
        var parameters =
                new PSSParameterSpec(
                        shake,
                        vector.text("mgf"),
                        null,
                        vector.number("sLen"),
                        PSSParameterSpec.TRAILER_FIELD_BC);
        Signature signature = Signature.getInstance("RSASSA-PSS", "KMS");
        assertThatThrownBy(() -> signature.setParameter(parameters))
                .isInstanceOf(InvalidAlgorithmParameterException.class)
                .hasMessageContaining(shake);
    }

    private void assertCurvesRefused(List<Vector> vectors) throws Exception {
        Set<String> known =
                Arrays.stream(KeySpec.values())
                        .filter(spec -> spec.keyType() == KeyType.EC)
                        .map(KeySpec::parameterSet)
                        .collect(Collectors.toSet());
        Map<String, ImportableKey> keys = new LinkedHashMap<>();
        for (Vector vector : vectors) {
            String name = vector.text("name");
            PrivateKey key = CurveKeys.privateKey(vector);
            keys.put(
                    name,
                    known.contains(name)
                            ? ImportableKey.of(
                                    key, CurveKeys.publicKey(vector), KeyUsage.digitalSignature)
                            : ImportableKey.refusable(key));
        }
        Map<String, ImportedKey> imported = newKms().importKeys(keys);
        imported.forEach(
                (name, key) ->
                        assertThat(key.handle().isPresent())
                                .as("a key on %s is imported", name)
                                .isEqualTo(known.contains(name)));
        imported.keySet().removeAll(known);
        assertThat(imported).hasSize(vectors.size() - known.size());
        imported.values().forEach(RefusedKeysTest::assertRefused);
    }
}
