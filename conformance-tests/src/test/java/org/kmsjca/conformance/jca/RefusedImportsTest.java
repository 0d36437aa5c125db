package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.GarbageCertificate;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;

/** Keys and certificates that no KeyStore can take, refused by what is wrong with them. */
@Tag("once")
class RefusedImportsTest extends FreshKms {
    private static final BigInteger ZERO = BigInteger.ZERO;
    private static final KeyPair PAIR = TestKeys.pair(KeySpec.RSA_2048);
    private static final RSAPrivateCrtKey KEY = (RSAPrivateCrtKey) PAIR.getPrivate();
    private static final Certificate CERTIFICATE = TestCertificates.selfSigned("rsa", PAIR);

    /** A key of a program's own class. */
    private record OwnKey(Supplier<byte[]> encoding) implements PrivateKey {
        @Override
        public String getAlgorithm() {
            return "RSA";
        }

        @Override
        public String getFormat() {
            return "PKCS#8";
        }

        @Override
        public byte[] getEncoded() {
            return encoding.get();
        }
    }

    /** A certificate of a program's own class, which tells nothing of itself. */
    private static final class OwnCertificate extends Certificate {
        private static final long serialVersionUID = 1L;

        private final transient RuntimeException own;

        OwnCertificate(RuntimeException own) {
            super("X.509");
            this.own = own;
        }

        @Override
        public byte[] getEncoded() {
            throw own;
        }

        @Override
        public PublicKey getPublicKey() {
            throw own;
        }

        @Override
        public void verify(PublicKey key) {}

        @Override
        public void verify(PublicKey key, String provider) {}

        @Override
        public String toString() {
            return "unreadable";
        }
    }

    private static PrivateKey rsa(AlgorithmIdentifier algorithm, ASN1Encodable numbers)
            throws IOException {
        byte[] encoded = new PrivateKeyInfo(algorithm, numbers).getEncoded();
        return new OwnKey(encoded::clone);
    }

    private void assertRefused(PrivateKey key, String reason) {
        KeyStore keys = kms().keyStore();
        Certificate[] chain = {CERTIFICATE};
        assertThatThrownBy(() -> keys.setKeyEntry("x", key, null, chain))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void numbersBelowZeroAreNotTakenForMissingOnes() throws IOException {
        BigInteger n = KEY.getModulus();
        BigInteger e = KEY.getPublicExponent();
        BigInteger d = KEY.getPrivateExponent();
        BigInteger p = KEY.getPrimeP();
        BigInteger q = KEY.getPrimeQ();
        for (RSAPrivateKey numbers :
                new RSAPrivateKey[] {
                    new RSAPrivateKey(n, e.negate(), d, ZERO, ZERO, ZERO, ZERO, ZERO),
                    new RSAPrivateKey(n, e, d.negate(), ZERO, ZERO, ZERO, ZERO, ZERO),
                    new RSAPrivateKey(n, e, d, p.negate(), q.negate(), ZERO, ZERO, ZERO)
                }) {
            assertRefused(
                    rsa(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption), numbers),
                    "number below zero");
        }
    }

    /** RFC 8017 section 9.1.1: 256 bytes of the modulus, less 32 of the digest and 2. */
    @Test
    void limitToASaltWithoutRoomIsNamed() throws IOException {
        var digest = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
        var parameters =
                new RSASSAPSSparams(
                        digest,
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, digest),
                        new ASN1Integer(223),
                        RSASSAPSSparams.DEFAULT_TRAILER_FIELD);
        assertRefused(
                rsa(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS, parameters),
                        PrivateKeyInfo.getInstance(KEY.getEncoded()).parsePrivateKey()),
                "limited to salts of 223 bytes or more");
    }

    @Test
    void exceptionsOfTheKeyItselfAreOfTheKeyStore() {
        RuntimeException own = new UnsupportedOperationException("no encoding today");
        PrivateKey key =
                new OwnKey(
                        () -> {
                            throw own;
                        });
        KeyStore keys = kms().keyStore();
        Certificate[] chain = {CERTIFICATE};
        assertThatThrownBy(() -> keys.setKeyEntry("x", key, null, chain))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("no encoding today")
                .hasRootCause(own);
    }

    /** It would be kept with the key, and PrivateKeyEntry would refuse the two. */
    @Test
    void certificateCountsByItsEncodingNotByWhatItSaysOfItself() throws Exception {
        for (KeySpec spec : new KeySpec[] {KeySpec.RSA_2048, KeySpec.EC_P256}) {
            KeyPair other = TestKeys.newPair(spec);
            byte[] encoded = TestCertificates.selfSigned("other", other).getEncoded();
            KeyPair pair = TestKeys.newPair(spec);
            Certificate[] chain = {new GarbageCertificate(pair.getPublic(), encoded)};
            KeyStore keys = kms().keyStore();
            assertThatThrownBy(() -> keys.setKeyEntry("x", pair.getPrivate(), null, chain))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("another public key");
        }
    }

    @Test
    void textOfTheKeyItselfIsMadePrintable() {
        PrivateKey key =
                new OwnKey(
                        () -> {
                            throw new IllegalStateException("\u001b[31m\n");
                        });
        KeyStore keys = kms().keyStore();
        Certificate[] chain = {CERTIFICATE};
        assertThatThrownBy(() -> keys.setKeyEntry("x", key, null, chain))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("\\u001b[31m\\n");
    }

    @Test
    void exceptionsOfTheCertificateItselfAreOfTheKeyStore() {
        RuntimeException own = new UnsupportedOperationException("unreadable today");
        Certificate certificate = new OwnCertificate(own);
        KeyStore keys = kms().keyStore();
        Certificate[] chain = {certificate};
        assertThatThrownBy(() -> keys.setKeyEntry("x", KEY, null, chain))
                .isInstanceOf(KeyStoreException.class)
                .hasRootCause(own);
        assertThatThrownBy(() -> keys.setCertificateEntry("x", certificate))
                .isInstanceOf(KeyStoreException.class)
                .hasRootCause(own);
    }

    /** Each process that opens the store reads all of them. */
    @Test
    void certificatesAreBounded() {
        Certificate large =
                new GarbageCertificate(CERTIFICATE.getPublicKey(), new byte[64 * 1024 + 1]);
        Certificate[] longChain = new Certificate[101];
        Arrays.fill(longChain, CERTIFICATE);
        KeyStore keys = kms().keyStore();
        assertThatThrownBy(() -> keys.setCertificateEntry("x", large))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("65537 bytes");
        assertThatThrownBy(() -> keys.setKeyEntry("x", KEY, null, longChain))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("101 certificates");
    }
}
