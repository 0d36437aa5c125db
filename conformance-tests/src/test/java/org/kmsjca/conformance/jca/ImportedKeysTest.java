package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPrivateKeySpec;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.OpenSsl;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;

/** Private keys in the forms that keytool, openssl and programs make them. */
@Tag("once")
class ImportedKeysTest extends FreshKms {
    private static final BigInteger ZERO = BigInteger.ZERO;
    private static final KeyPair PAIR = TestKeys.pair(KeySpec.RSA_2048);
    private static final RSAPrivateCrtKey KEY = (RSAPrivateCrtKey) PAIR.getPrivate();
    private static final Certificate CERTIFICATE = TestCertificates.selfSigned("rsa", PAIR);

    /** A key of a program's own class, with nothing but its encoding; counts who asks for it. */
    private static final class Plain implements PrivateKey {
        private static final long serialVersionUID = 1L;

        private final transient byte[] encoded;
        private final transient byte[] later;
        private int asked;

        Plain(byte[] encoded, byte[] later) {
            this.encoded = encoded;
            this.later = later;
        }

        @Override
        public String getAlgorithm() {
            return "whatever";
        }

        @Override
        public String getFormat() {
            return "PKCS#8";
        }

        @Override
        public byte[] getEncoded() {
            return (asked++ == 0 ? encoded : later).clone();
        }
    }

    private static Plain plain(byte[] encoded) {
        return new Plain(encoded, encoded);
    }

    private static byte[] pkcs8(RSAPrivateKey key) throws IOException {
        return new PrivateKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption), key)
                .getEncoded();
    }

    private static Plain withoutCrt(BigInteger e, BigInteger d) throws IOException {
        return plain(
                pkcs8(new RSAPrivateKey(KEY.getModulus(), e, d, ZERO, ZERO, ZERO, ZERO, ZERO)));
    }

    private void importAndSign(PrivateKey key) throws Exception {
        Signature signature = kms().signature("SHA256withRSA");
        signature.initSign((PrivateKey) kms().importKey("x", key, CERTIFICATE));
        signature.update(new byte[7]);
        Signature verifier = Signature.getInstance("SHA256withRSA", Peers.SUN_RSA_SIGN);
        verifier.initVerify(PAIR.getPublic());
        verifier.update(new byte[7]);
        assertThat(verifier.verify(signature.sign())).isTrue();
    }

    @Test
    void rsaKeyOfModulusAndExponentSigns() throws Exception {
        PrivateKey key =
                KeyFactory.getInstance("RSA")
                        .generatePrivate(
                                new RSAPrivateKeySpec(KEY.getModulus(), KEY.getPrivateExponent()));
        assertThat(key).isNotInstanceOf(RSAPrivateCrtKey.class);
        importAndSign(key);
    }

    /** FIPS 186 has d modulo the least common multiple, RFC 8017 allows the product, too. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void primesAreRecoveredFromEitherPrivateExponent(boolean least) throws Exception {
        BigInteger p1 = KEY.getPrimeP().subtract(BigInteger.ONE);
        BigInteger q1 = KEY.getPrimeQ().subtract(BigInteger.ONE);
        BigInteger product = p1.multiply(q1);
        BigInteger order = least ? product.divide(p1.gcd(q1)) : product;
        importAndSign(
                withoutCrt(KEY.getPublicExponent(), KEY.getPublicExponent().modInverse(order)));
    }

    @Test
    void exponentsThatDoNotBelongTogetherAreRefused() {
        BigInteger d = KEY.getPrivateExponent();
        for (BigInteger wrong :
                new BigInteger[] {
                    d.add(BigInteger.TWO), d.subtract(BigInteger.ONE), ZERO, KEY.getModulus().add(d)
                }) {
            assertRefused(() -> withoutCrt(KEY.getPublicExponent(), wrong), "exponent");
        }
        assertRefused(() -> withoutCrt(KEY.getPublicExponent().add(BigInteger.TWO), d), "exponent");
        assertRefused(() -> withoutCrt(ZERO, BigInteger.valueOf(5)), "exponent");
    }

    private interface Making {
        PrivateKey key() throws Exception;
    }

    private void assertRefused(Making making, String reason) {
        assertThatThrownBy(
                        () ->
                                kms().keyStore()
                                        .setKeyEntry(
                                                "x",
                                                making.key(),
                                                null,
                                                new Certificate[] {CERTIFICATE}))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("1.2.840");
    }

    @Test
    void keyOfAnyClassIsTakenByItsEncoding() throws Exception {
        importAndSign(plain(KEY.getEncoded()));
    }

    @Test
    void arrayOfTheCallersKeyStaysWhatItIs() throws Exception {
        byte[] own = new byte[32];
        Arrays.fill(own, (byte) 7);
        SecretKey key =
                new SecretKey() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public String getAlgorithm() {
                        return "AES";
                    }

                    @Override
                    public String getFormat() {
                        return "RAW";
                    }

                    @Override
                    public byte[] getEncoded() {
                        return own;
                    }
                };
        KeyStore store = kms().keyStore();
        store.setEntry("own", new KeyStore.SecretKeyEntry(key), null);
        store.store(null, null);

        assertThat(own).containsOnly(7);
    }

    @Test
    void keyIsAskedOnceForItsEncoding() throws Exception {
        byte[] other = TestKeys.newPair(KeySpec.RSA_2048).getPrivate().getEncoded();
        importAndSign(new Plain(KEY.getEncoded(), other));
    }

    @Test
    void threePrimesAreRefusedByName() {
        OpenSsl openSsl = new OpenSsl(directory());
        openSsl.run(
                "genpkey",
                "-algorithm",
                "RSA",
                "-pkeyopt",
                "rsa_keygen_bits:2048",
                "-pkeyopt",
                "rsa_keygen_primes:3",
                "-out",
                "three.pem");
        openSsl.run(
                "pkcs8",
                "-topk8",
                "-nocrypt",
                "-in",
                "three.pem",
                "-outform",
                "DER",
                "-out",
                "three.der");
        assertRefused(() -> plain(openSsl.read("three.der")), "three primes");
    }

    @Test
    void keyThatIsLimitedToPssParametersKeepsToThem() throws Exception {
        OpenSsl openSsl = new OpenSsl(directory());
        openSsl.run(
                "genpkey",
                "-algorithm",
                "RSA-PSS",
                "-pkeyopt",
                "rsa_keygen_bits:2048",
                "-pkeyopt",
                "rsa_pss_keygen_md:sha256",
                "-pkeyopt",
                "rsa_pss_keygen_mgf1_md:sha256",
                "-pkeyopt",
                "rsa_pss_keygen_saltlen:32",
                "-out",
                "pss.pem");
        openSsl.run(
                "req", "-x509", "-new", "-key", "pss.pem", "-subj", "/CN=pss", "-out", "pss.crt");
        Certificate certificate =
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(openSsl.read("pss.crt")));
        openSsl.run(
                "pkcs8",
                "-topk8",
                "-nocrypt",
                "-in",
                "pss.pem",
                "-outform",
                "DER",
                "-out",
                "pss.der");
        PrivateKey key =
                KeyFactory.getInstance("RSASSA-PSS")
                        .generatePrivate(new PKCS8EncodedKeySpec(openSsl.read("pss.der")));
        KeyStore store = kms().keyStore();
        if (level() == ProtectionLevel.HSM) {
            assertThatThrownBy(
                            () ->
                                    store.setKeyEntry(
                                            "pss", key, null, new Certificate[] {certificate}))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("to which no token limits it");
            return;
        }
        store.setKeyEntry("pss", key, null, new Certificate[] {certificate});
        store.store(null, null);
        assertThat(kms().keyStore().getCertificate("pss")).isEqualTo(certificate);
        openSsl.file("signature", pss("SHA-256", 32));
        openSsl.file("message", new byte[7]);
        openSsl.run("x509", "-in", "pss.crt", "-pubkey", "-noout", "-out", "pss.pub");
        openSsl.run(
                "dgst",
                "-sha256",
                "-verify",
                "pss.pub",
                "-signature",
                "signature",
                "-sigopt",
                "rsa_padding_mode:pss",
                "message");
        assertThat(pss("SHA-256", 40)).isNotEmpty();
        assertThatThrownBy(() -> pss("SHA-256", 31)).isInstanceOf(SignatureException.class);
        assertThatThrownBy(() -> pss("SHA-384", 48))
                .isInstanceOf(SignatureException.class)
                .hasMessageContaining("limited to SHA-256");
        Signature pkcs1 = kms().signature("SHA256withRSA");
        pkcs1.initSign(kms().privateKey("pss"));
        assertThatThrownBy(pkcs1::sign).isInstanceOf(SignatureException.class);
    }

    private byte[] pss(String digest, int salt) throws GeneralSecurityException {
        Signature signature = kms().signature("RSASSA-PSS");
        signature.setParameter(
                new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), salt, 1));
        signature.initSign(kms().privateKey("pss"));
        signature.update(new byte[7]);
        return signature.sign();
    }

    /** The policy of algorithms.md. */
    @ParameterizedTest
    @ValueSource(ints = {1, 9, 1025})
    void macKeysOfOtherLengthsAreRefusedWithTheReason(int length) {
        Assumptions.assumeTrue(
                level() == ProtectionLevel.SOFTWARE, "tokens have limits of their own");
        assertThatThrownBy(
                        () ->
                                kms().keyStore()
                                        .setEntry(
                                                "x",
                                                new KeyStore.SecretKeyEntry(
                                                        new SecretKeySpec(
                                                                new byte[length], "HmacSHA256")),
                                                null))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("allowed are 10 to 1024");
    }
}
