package org.kmsjca.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsProvider;
import org.kmsjca.Origin;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism.RsaPss;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.SigningKey;
import org.kmsjca.protection.software.SoftwareModule;
import org.kmsjca.protection.software.root.RootKey;

/** Keys and certificates of id-RSASSA-PSS, RFC 4055. */
class PssKeyTest {
    private static final PSSParameterSpec SHA256 =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    @TempDir private Path directory;

    private KeyStore made() throws Exception {
        Path file = directory.resolve("pss.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "RSASSA-PSS",
                                "-keysize",
                                "2048",
                                "-alias",
                                "pss",
                                "-dname",
                                "CN=pss",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                "changeit")
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "changeit".toCharArray());
        }
        return store;
    }

    @Test
    void keyIsImportedWithItsCertificateAndSignsPssOnly() throws Exception {
        KeyStore made = made();
        Certificate[] chain = made.getCertificateChain("pss");
        assertThat(chain[0].getPublicKey().getAlgorithm()).isEqualTo("RSASSA-PSS");
        Path file = directory.resolve("kms.properties");
        Files.writeString(file, "home=" + directory.resolve("home") + "\nroot=keyfile\n");
        try (KmsProvider provider = (KmsProvider) new KmsProvider().configure(file.toString())) {
            KeyStore keys = KeyStore.getInstance("KMS", provider);
            keys.load(null, null);
            keys.setKeyEntry("pss", made.getKey("pss", "changeit".toCharArray()), null, chain);
            keys.store(null, null);
        }
        try (KmsProvider provider = (KmsProvider) new KmsProvider().configure(file.toString())) {
            KeyStore keys = KeyStore.getInstance("KMS", provider);
            keys.load(null, null);
            PrivateKey handle = (PrivateKey) keys.getKey("pss", null);
            assertThat(keys.getCertificate("pss")).isEqualTo(chain[0]);

            Signature signature = Signature.getInstance("RSASSA-PSS", provider);
            signature.setParameter(SHA256);
            signature.initSign(handle);
            signature.update(new byte[10]);
            byte[] signed = signature.sign();
            Signature verifier = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
            verifier.setParameter(SHA256);
            verifier.initVerify(chain[0].getPublicKey());
            verifier.update(new byte[10]);
            assertThat(verifier.verify(signed)).isTrue();

            Signature pkcs1 = Signature.getInstance("SHA256withRSA", provider);
            pkcs1.initSign(handle);
            pkcs1.update(new byte[10]);
            assertThatThrownBy(pkcs1::sign)
                    .isInstanceOf(SignatureException.class)
                    .hasMessageContaining("PSS only");
        }
    }

    @Test
    void keyThatIsLimitedToParametersSignsWithThemOnly() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS");
        generator.initialize(
                new RSAKeyGenParameterSpec(
                        2048,
                        RSAKeyGenParameterSpec.F4,
                        new PSSParameterSpec(
                                "SHA-512/224", "MGF1", new MGF1ParameterSpec("SHA-1"), 28, 1)));
        PrivateKey limited = generator.generateKeyPair().getPrivate();
        SoftwareModule module = new SoftwareModule(new RootKey(new byte[RootKey.LENGTH]), Map.of());
        MaterialAad aad =
                new MaterialAad(
                        "id", "version", KeySpec.RSA_2048, KeyUsage.SIGN_VERIFY, Origin.EXTERNAL);
        byte[] kept = module.protect(aad, module.importKey(KeySpec.RSA_2048, limited));
        var key = (SigningKey) module.open(aad, kept);
        DigestAlgorithm digest = DigestAlgorithm.SHA512_224;
        assertThat(key.sign(new RsaPss(digest, DigestAlgorithm.SHA1, 29), new byte[28]))
                .hasSize(256);
        for (RsaPss other :
                List.of(
                        new RsaPss(digest, digest, 28),
                        new RsaPss(digest, DigestAlgorithm.SHA1, 27),
                        new RsaPss(DigestAlgorithm.SHA224, DigestAlgorithm.SHA1, 28))) {
            assertThatThrownBy(() -> key.sign(other, new byte[28]))
                    .isInstanceOf(SignatureException.class)
                    .hasMessageContaining("limited to SHA-512/224, MGF1 with SHA-1");
        }
    }
}
