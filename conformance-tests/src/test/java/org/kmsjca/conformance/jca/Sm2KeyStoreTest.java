package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.GarbageCertificate;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SoftHsmLacks;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;

/** Entries with certificates of SM2 keys, which the JDK cannot parse. */
@SoftHsmLacks("the SM family")
@SuppressWarnings("JavaUtilDate") // as X509Certificate has it
class Sm2KeyStoreTest extends FreshKms {
    private KeyPair authority;
    private KeyPair pair;
    private X509Certificate root;
    private X509Certificate leaf;

    @BeforeEach
    void issue() {
        authority = TestKeys.newPair(KeySpec.EC_SM2);
        pair = TestKeys.newPair(KeySpec.EC_SM2);
        root =
                TestCertificates.issue(
                        "root", authority.getPublic(), "root", authority, KeyUsage.keyCertSign);
        leaf =
                TestCertificates.issue(
                        "leaf",
                        pair.getPublic(),
                        "root",
                        authority,
                        KeyUsage.digitalSignature | KeyUsage.nonRepudiation);
    }

    private KeyStore withChain() {
        kms().importKey("sm2", pair.getPrivate(), leaf, root);
        return kms().keyStore();
    }

    @Test
    void entryIsVisibleWithItsWholeChain() throws Exception {
        KeyStore store = withChain();
        assertThat(Collections.list(store.aliases())).containsExactly("sm2");
        assertThat(store.isKeyEntry("sm2")).isTrue();
        assertThat(store.entryInstanceOf("sm2", KeyStore.PrivateKeyEntry.class)).isTrue();
        Certificate[] chain = store.getCertificateChain("sm2");
        assertThat(chain).hasSize(2);
        assertThat(chain[0].getEncoded()).isEqualTo(leaf.getEncoded());
        assertThat(chain[1].getEncoded()).isEqualTo(root.getEncoded());
        assertThat(store.getCertificate("sm2")).isEqualTo(chain[0]);
        assertThat(store.getCertificateAlias(chain[0])).isEqualTo("sm2");
        assertThat(store.getCertificateAlias(leaf)).as("Bouncy Castle's object").isEqualTo("sm2");
        assertThat(kms().kms().getCertificateChain("alias/sm2")).isEqualTo(List.of(chain));
    }

    @Test
    void entryIsAPrivateKeyEntryThatGoesBackIn() throws Exception {
        KeyStore store = withChain();
        var entry = (KeyStore.PrivateKeyEntry) store.getEntry("sm2", null);
        assertThat(entry.getPrivateKey()).isEqualTo(kms().handle("sm2"));
        assertThat(entry.getCertificateChain()).hasSize(2);
        store.setEntry("again", entry, null);
        store.store(null, null);
        assertThat(kms().keyStore().getCertificateChain("again"))
                .isEqualTo(store.getCertificateChain("sm2"));
    }

    @Test
    void certificateTellsWhatBouncyCastlesTells() throws Exception {
        X509Certificate ours = (X509Certificate) withChain().getCertificate("sm2");
        assertThat(ours.getVersion()).isEqualTo(leaf.getVersion());
        assertThat(ours.getSerialNumber()).isEqualTo(leaf.getSerialNumber());
        assertThat(ours.getIssuerX500Principal()).isEqualTo(leaf.getIssuerX500Principal());
        assertThat(ours.getSubjectX500Principal()).isEqualTo(leaf.getSubjectX500Principal());
        assertThat(ours.getNotBefore()).isEqualTo(leaf.getNotBefore());
        assertThat(ours.getNotAfter()).isEqualTo(leaf.getNotAfter());
        assertThat(ours.getTBSCertificate()).isEqualTo(leaf.getTBSCertificate());
        assertThat(ours.getSignature()).isEqualTo(leaf.getSignature());
        assertThat(ours.getSigAlgOID()).isEqualTo("1.2.156.10197.1.501");
        assertThat(ours.getSigAlgName()).isEqualTo("SM3withSM2");
        assertThat(ours.getSigAlgParams()).isEqualTo(leaf.getSigAlgParams());
        assertThat(ours.getKeyUsage()).isEqualTo(leaf.getKeyUsage());
        assertThat(ours.getBasicConstraints()).isEqualTo(leaf.getBasicConstraints());
        assertThat(ours.getExtendedKeyUsage()).isEqualTo(leaf.getExtendedKeyUsage());
        assertThat(ours.getSubjectAlternativeNames()).isEqualTo(leaf.getSubjectAlternativeNames());
        assertThat(ours.getCriticalExtensionOIDs()).isEqualTo(leaf.getCriticalExtensionOIDs());
        assertThat(ours.getExtensionValue("2.5.29.15"))
                .isEqualTo(leaf.getExtensionValue("2.5.29.15"));
        assertThat(ours.getExtensionValue("2.5.29.37")).isNull();
        assertThat(ours.hasUnsupportedCriticalExtension()).isFalse();
        assertThat(ours.getType()).isEqualTo("X.509");
        assertThat(ours.toString()).contains("CN=leaf");
        assertThat(ours.getPublicKey()).isEqualTo(kms().publicKey("sm2"));
        assertThat(ours).hasSameHashCodeAs(leaf);
    }

    @Test
    void validityIsChecked() throws Exception {
        X509Certificate ours = (X509Certificate) withChain().getCertificate("sm2");
        ours.checkValidity();
        assertThatThrownBy(
                        () ->
                                ours.checkValidity(
                                        Date.from(
                                                leaf.getNotAfter()
                                                        .toInstant()
                                                        .plus(Duration.ofSeconds(1)))))
                .isInstanceOf(CertificateExpiredException.class);
        assertThatThrownBy(() -> ours.checkValidity(Date.from(Instant.EPOCH)))
                .isInstanceOf(CertificateNotYetValidException.class);
    }

    @Test
    void signatureVerifiesWithTheIssuersKeyOnly() throws Exception {
        Certificate[] chain = withChain().getCertificateChain("sm2");
        chain[0].verify(chain[1].getPublicKey());
        chain[1].verify(chain[1].getPublicKey());
        chain[0].verify(authority.getPublic());
        chain[0].verify(root.getPublicKey(), kms().provider());
        leaf.verify(chain[1].getPublicKey(), Peers.BOUNCY_CASTLE);
        assertThatThrownBy(() -> chain[0].verify(chain[0].getPublicKey()))
                .isInstanceOf(SignatureException.class);
        assertThatThrownBy(() -> chain[0].verify(TestKeys.pair(KeySpec.EC_P256).getPublic()))
                .isInstanceOf(InvalidKeyException.class);
    }

    /** Issuer and subject are of different algorithms: only one of them is the JDK's. */
    @Test
    void chainMayMixAlgorithms() throws Exception {
        KeyPair rsa = TestKeys.pair(KeySpec.RSA_2048);
        X509Certificate rsaRoot = TestCertificates.selfSigned("rsa-root", rsa);
        X509Certificate sm2Leaf =
                TestCertificates.issue(
                        "x", pair.getPublic(), "rsa-root", rsa, KeyUsage.digitalSignature);
        X509Certificate rsaLeaf =
                TestCertificates.issue(
                        "y", rsa.getPublic(), "root", authority, KeyUsage.digitalSignature);
        kms().importKey("sm2-by-rsa", pair.getPrivate(), sm2Leaf, rsaRoot);
        kms().importKey("rsa-by-sm2", rsa.getPrivate(), rsaLeaf, root);
        KeyStore store = kms().keyStore();
        for (String alias : List.of("sm2-by-rsa", "rsa-by-sm2")) {
            Certificate[] chain = store.getCertificateChain(alias);
            assertThat(chain).as(alias).hasSize(2);
            assertThat(store.getEntry(alias, null)).isInstanceOf(KeyStore.PrivateKeyEntry.class);
        }
        Certificate[] chain = store.getCertificateChain("sm2-by-rsa");
        chain[0].verify(chain[1].getPublicKey());
        assertThatThrownBy(() -> chain[0].verify(TestKeys.newRsaPair(2048).getPublic()))
                .isInstanceOf(SignatureException.class);
        assertThat(((X509Certificate) chain[0]).getSigAlgName()).isEqualTo("SHA256withRSA");
    }

    @Test
    void keyOfTheEntrySignsAndItsCertificateVerifies() throws Exception {
        KeyStore store = withChain();
        Signature signature = kms().signature("SM3withSM2");
        signature.initSign((PrivateKey) store.getKey("sm2", null));
        signature.update(new byte[9]);
        byte[] value = signature.sign();
        signature.initVerify(store.getCertificate("sm2"));
        signature.update(new byte[9]);
        assertThat(signature.verify(value)).isTrue();
    }

    @Test
    void certificateOfAnotherKeyIsRefused() {
        KeyStore store = kms().keyStore();
        assertThatThrownBy(
                        () ->
                                store.setKeyEntry(
                                        "x", pair.getPrivate(), null, new Certificate[] {root}))
                .isInstanceOf(KeyStoreException.class);
    }

    @Test
    void trustedCertificateOfAnSm2KeyIsKept() throws Exception {
        KeyStore store = kms().keyStore();
        store.setCertificateEntry("trusted", root);
        store.store(null, null);
        KeyStore read = kms().keyStore();
        assertThat(read.isCertificateEntry("trusted")).isTrue();
        assertThat(read.getCertificate("trusted").getEncoded()).isEqualTo(root.getEncoded());
        assertThat(read.getEntry("trusted", null))
                .isInstanceOf(KeyStore.TrustedCertificateEntry.class);
        assertThat(read.getCertificateAlias(root)).isEqualTo("trusted");
    }

    @Test
    void otherEntriesAreAsTheyWere() throws Exception {
        KeyPair ec = TestKeys.newPair(KeySpec.EC_P256);
        X509Certificate certificate = TestCertificates.selfSigned("ec", ec);
        kms().importKey("ec", ec.getPrivate(), certificate);
        KeyStore store = withChain();
        assertThat(store.getCertificateChain("ec")).containsExactly(certificate);
        assertThat(store.getCertificate("ec")).isExactlyInstanceOf(certificate.getClass());
        assertThat(Collections.list(store.aliases())).containsExactlyInAnyOrder("ec", "sm2");
    }

    @Test
    void garbageInsteadOfACertificateBreaksNothing() throws Exception {
        KeyPair ec = TestKeys.newPair(KeySpec.EC_P256);
        kms().importKey("good", ec.getPrivate(), TestCertificates.selfSigned("good", ec));
        for (byte[] garbage :
                List.of(
                        new byte[0],
                        "no certificate".getBytes(StandardCharsets.US_ASCII),
                        new byte[] {0x30, 3, 2, 1, 1},
                        Arrays.copyOf(leaf.getEncoded(), 200))) {
            String alias = "garbage-" + garbage.length;
            kms().importKey(
                            alias,
                            pair.getPrivate(),
                            new GarbageCertificate(pair.getPublic(), garbage));
        }
        KeyStore store = withChain();
        List<String> shown = Collections.list(store.aliases());
        assertThat(shown).hasSize(6);
        for (String alias : shown) {
            assertThat(store.getKey(alias, null)).isInstanceOf(PrivateKey.class);
            assertThat(store.isKeyEntry(alias)).isTrue();
            assertThat(store.getEntry(alias, null)).isNotNull();
            if (alias.startsWith("garbage")) {
                assertThat(store.getCertificateChain(alias)).isNull();
                assertThat(store.getCertificate(alias)).isNull();
            } else {
                assertThat(store.getCertificateChain(alias)).isNotEmpty();
            }
        }
        assertThat(store.getCertificateAlias(leaf)).isEqualTo("sm2");
    }

    @Test
    void jvmsOwnServicesAreNotTakenOver() throws Exception {
        Security.addProvider(kms().provider());
        try {
            assertThat(CertificateFactory.getInstance("X.509").getProvider().getName())
                    .isEqualTo("SUN");
            assertThat(AlgorithmParameters.getInstance("EC").getProvider().getName())
                    .isEqualTo("SunEC");
        } finally {
            Security.removeProvider("KMS");
        }
    }
}
