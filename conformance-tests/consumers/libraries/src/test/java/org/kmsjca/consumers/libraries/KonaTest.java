package org.kmsjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import com.tencent.kona.crypto.KonaCryptoProvider;
import com.tencent.kona.crypto.spec.SM2SignatureParameterSpec;
import com.tencent.kona.pkix.KonaPKIXProvider;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Authority;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;

/** Tencent's providers of the SM family and of certificates with it. */
class KonaTest {
    @RegisterExtension
    static final Consumer KONA = Consumer.of("Kona Crypto and PKIX", KonaPKIXProvider.class);

    private static final Provider CRYPTO = new KonaCryptoProvider();
    private static final Provider PKIX = new KonaPKIXProvider();
    private static final byte[] TEXT = "Dear Sir".getBytes(StandardCharsets.UTF_8);

    @BeforeAll
    static void register() {
        Security.addProvider(CRYPTO);
        Security.addProvider(PKIX);
    }

    @AfterAll
    static void remove() {
        Security.removeProvider(PKIX.getName());
        Security.removeProvider(CRYPTO.getName());
    }

    /** The public key as their parser reads it in a certificate. */
    private static PublicKey theirs(Cmk cmk) throws Exception {
        return Authority.read(
                        Authority.get().issueFile("sm2", cmk.publicKey()),
                        CertificateFactory.getInstance("X.509", PKIX))
                .getPublicKey();
    }

    private static byte[] sign(Signature signer, Cmk cmk) throws Exception {
        signer.initSign(cmk.key());
        signer.update(TEXT);
        return signer.sign();
    }

    private static boolean verify(Signature verifier, PublicKey key, byte[] signature)
            throws Exception {
        verifier.initVerify(key);
        verifier.update(TEXT);
        return verifier.verify(signature);
    }

    @Test
    void signatures() {
        KONA.works(
                "verifies signatures of SM2 CMKs, by the key of their certificate",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_SM2);
                    byte[] signature = sign(Signature.getInstance("SM3withSM2", "KMS"), cmk);
                    Signature verifier = Signature.getInstance("SM3withSM2", CRYPTO);
                    assertThat(verify(verifier, theirs(cmk), signature)).isTrue();
                });
        KONA.works(
                "Signature SM2 without a provider's name",
                () -> sign(Signature.getInstance("SM2"), Cmk.of(KeySpec.EC_SM2)));
        KONA.works(
                "SM2SignatureParameterSpec for our Signature",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_SM2);
                    Signature signer = Signature.getInstance("SM3withSM2", "KMS");
                    signer.setParameter(
                            new SM2SignatureParameterSpec(
                                    "sir".getBytes(StandardCharsets.UTF_8),
                                    (ECPublicKey) theirs(cmk)));
                    sign(signer, cmk);
                });
    }

    @Test
    void certificates() {
        KONA.works(
                "validates chains that SM2 CMKs signed",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_SM2);
                    CertificateFactory parser = CertificateFactory.getInstance("X.509", PKIX);
                    X509Certificate root = issue(parser, "root", cmk.publicKey(), cmk);
                    X509Certificate leaf =
                            issue(parser, "leaf", Cmk.of(KeySpec.EC_P256).publicKey(), cmk);
                    PKIXParameters parameters =
                            new PKIXParameters(Set.of(new TrustAnchor(root, null)));
                    parameters.setRevocationEnabled(false);
                    assertThat(
                                    CertPathValidator.getInstance("PKIX", PKIX)
                                            .validate(
                                                    parser.generateCertPath(List.of(leaf)),
                                                    parameters))
                            .isNotNull();
                });
    }

    private static X509Certificate issue(
            CertificateFactory parser, String name, PublicKey key, Cmk issuer) throws Exception {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder =
                new X509v3CertificateBuilder(
                        new X500Name("CN=root"),
                        BigInteger.TEN,
                        Date.from(now.minus(Duration.ofDays(1))),
                        Date.from(now.plus(Duration.ofDays(1))),
                        new X500Name("CN=" + name),
                        SubjectPublicKeyInfo.getInstance(key.getEncoded()));
        builder.addExtension(
                Extension.basicConstraints, true, new BasicConstraints(name.equals("root")));
        byte[] made =
                builder.build(new JcaContentSignerBuilder("SM3withSM2").build(issuer.key()))
                        .getEncoded();
        return (X509Certificate) parser.generateCertificate(new ByteArrayInputStream(made));
    }
}
