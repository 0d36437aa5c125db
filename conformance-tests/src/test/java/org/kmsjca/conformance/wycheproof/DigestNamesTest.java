package org.kmsjca.conformance.wycheproof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsProvider;
import org.kmsjca.SigningAlgorithm;

/** Signatures by the KMS's names, of the digests of the vectors' messages. */
@ExtendWith(VectorFolderResolver.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DigestNamesTest {
    /**
     * A file, by which name it is verified, and the tests that do not come out as the file says.
     */
    private record Names(String file, SigningAlgorithm algorithm, String differing) {}

    /**
     * What differs: signatures whose DigestInfo lacks its NULL, which RFC 8017 lets a verifier
     * refuse and the JDK takes; and Bitcoin's rule of the smaller s, which ECDSA does not have.
     */
    private static final List<Names> FILES =
            List.of(
                    new Names("rsa_signature_2048_sha256", SigningAlgorithm.RSA_PKCS1_SHA_256, "8"),
                    new Names("rsa_signature_3072_sha256", SigningAlgorithm.RSA_PKCS1_SHA_256, "8"),
                    new Names("rsa_signature_4096_sha256", SigningAlgorithm.RSA_PKCS1_SHA_256, "8"),
                    new Names("rsa_pss_2048_sha256_mgf1_32", SigningAlgorithm.RSA_PSS_SHA_256, ""),
                    new Names("rsa_pss_3072_sha256_mgf1_32", SigningAlgorithm.RSA_PSS_SHA_256, ""),
                    new Names("rsa_pss_4096_sha256_mgf1_32", SigningAlgorithm.RSA_PSS_SHA_256, ""),
                    new Names("ecdsa_secp256r1_sha256", SigningAlgorithm.ECDSA_SHA_256, ""),
                    new Names("ecdsa_secp256k1_sha256", SigningAlgorithm.ECDSA_SHA_256, ""),
                    new Names("ecdsa_secp384r1_sha256", SigningAlgorithm.ECDSA_SHA_256, ""),
                    new Names(
                            "ecdsa_secp256k1_sha256_bitcoin",
                            SigningAlgorithm.ECDSA_SHA_256,
                            "1, 388"));

    private final Acceptable acceptable = new Acceptable();
    private Optional<VectorFolder> folder = Optional.empty();
    private KmsProvider provider;

    @BeforeAll
    void start(VectorFolderResolver.Search search, @TempDir Path home) throws IOException {
        folder = search.folder();
        Path configuration = home.resolve("kms.properties");
        java.nio.file.Files.writeString(configuration, "home=" + home + "\nroot=keyfile\n");
        provider = (KmsProvider) new KmsProvider().configure(configuration.toString());
    }

    @AfterAll
    void end() {
        provider.close();
    }

    @TestFactory
    Stream<DynamicTest> vectors() {
        return FILES.stream()
                .map(
                        names ->
                                dynamicTest(
                                        names.file() + " by " + names.algorithm(),
                                        () -> assertVerified(names)));
    }

    private void assertVerified(Names names) throws Exception {
        if (folder.isEmpty()) {
            MissingVectors.report();
        }
        FileRow row =
                FileRow.all().stream()
                        .filter(each -> each.file().equals(names.file()))
                        .findFirst()
                        .orElseThrow();
        Verification verification = new Verification(row);
        NavigableSet<Integer> differing = new TreeSet<>();
        List<Vector> vectors = folder.get().read(row.path()).vectors();
        assertThat(vectors).hasSize(row.tests());
        for (Vector vector : vectors) {
            Signature signature = Signature.getInstance(names.algorithm().name(), provider);
            signature.initVerify(verification.decode(vector));
            signature.update(MessageDigest.getInstance("SHA-256").digest(vector.bytes("msg")));
            if (isValid(signature, vector.bytes("sig")) != acceptable.shallWork(row, vector)) {
                differing.add(vector.tcId());
            }
        }
        assertThat(TestIds.format(differing)).isEqualTo(names.differing());
    }

    private static boolean isValid(Signature signature, byte[] value) {
        try {
            return signature.verify(value);
        } catch (SignatureException malformed) {
            return false;
        }
    }
}
