package org.kmsjca.consumers.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEDecrypter;
import com.nimbusds.jose.JWEEncrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.AESDecrypter;
import com.nimbusds.jose.crypto.AESEncrypter;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.TestKms;

class NimbusTest {
    @RegisterExtension
    static final Consumer NIMBUS = Consumer.of("Nimbus JOSE+JWT", JWSObject.class);

    private static void sign(JWSAlgorithm algorithm, JWSSigner signer, JWSVerifier verifier)
            throws Exception {
        JWSObject token = new JWSObject(new JWSHeader(algorithm), new Payload("Dear Sir"));
        token.sign(signer);
        assertThat(JWSObject.parse(token.serialize()).verify(verifier)).isTrue();
    }

    private static RSASSAVerifier rsaVerifier(Cmk cmk) {
        return new RSASSAVerifier((RSAPublicKey) cmk.publicKey());
    }

    private static ECDSAVerifier ecVerifier(Cmk cmk) throws Exception {
        return new ECDSAVerifier((ECPublicKey) cmk.publicKey());
    }

    @Test
    void signatures() {
        for (JWSAlgorithm algorithm : Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256)) {
            NIMBUS.worksAtBothLevels(
                    algorithm.getName(),
                    level -> {
                        Cmk cmk = Cmk.of(KeySpec.RSA_2048, level);
                        sign(algorithm, new RSASSASigner(cmk.key()), rsaVerifier(cmk));
                    });
        }
        NIMBUS.worksAtBothLevels(
                "ES256",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256, level);
                    ECDSASigner signer = new ECDSASigner(cmk.key(), Curve.P_256);
                    sign(JWSAlgorithm.ES256, signer, ecVerifier(cmk));
                });
        NIMBUS.works(
                "ES384",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P384);
                    ECDSASigner signer = new ECDSASigner(cmk.key(), Curve.P_384);
                    sign(JWSAlgorithm.ES384, signer, ecVerifier(cmk));
                });
        NIMBUS.worksAtBothLevels(
                "HS256",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.HMAC_SHA_256, level);
                    sign(
                            JWSAlgorithm.HS256,
                            new MACSigner(cmk.secretKey()),
                            new MACVerifier(cmk.secretKey()));
                });
    }

    @Test
    void withTheProviderNamed() {
        for (JWSAlgorithm algorithm : Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256)) {
            NIMBUS.works(
                    algorithm.getName() + ", setProvider(KMS)",
                    () -> {
                        Cmk cmk = Cmk.of(KeySpec.RSA_2048);
                        RSASSASigner signer = new RSASSASigner(cmk.key());
                        signer.getJCAContext().setProvider(TestKms.get().provider());
                        sign(algorithm, signer, rsaVerifier(cmk));
                    });
        }
        NIMBUS.works(
                "ES256, setProvider(KMS)",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256);
                    ECDSASigner signer = new ECDSASigner(cmk.key(), Curve.P_256);
                    signer.getJCAContext().setProvider(TestKms.get().provider());
                    sign(JWSAlgorithm.ES256, signer, ecVerifier(cmk));
                });
        NIMBUS.works(
                "decryption of RSA-OAEP-256, setKeyEncryptionProvider(KMS)",
                () -> {
                    Cmk cmk =
                            Cmk.of(
                                    KeySpec.RSA_2048,
                                    KeyUsage.ENCRYPT_DECRYPT,
                                    ProtectionLevel.SOFTWARE);
                    RSADecrypter decrypter = new RSADecrypter(cmk.key());
                    decrypter.getJCAContext().setKeyEncryptionProvider(TestKms.get().provider());
                    encrypt(
                            JWEAlgorithm.RSA_OAEP_256,
                            new RSAEncrypter((RSAPublicKey) cmk.publicKey()),
                            decrypter);
                });
    }

    @Test
    void keysOfTheKeyStore() {
        NIMBUS.works(
                "RSAKey.load of the KeyStore",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048);
                    RSAKey key = RSAKey.load(TestKms.get().keyStore(), cmk.alias(), null);
                    JWSSigner signer = new DefaultJWSSignerFactory().createJWSSigner(key);
                    sign(JWSAlgorithm.RS256, signer, rsaVerifier(cmk));
                });
        NIMBUS.works(
                "ECKey.load of the KeyStore",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256);
                    ECKey key = ECKey.load(TestKms.get().keyStore(), cmk.alias(), null);
                    JWSSigner signer = new DefaultJWSSignerFactory().createJWSSigner(key);
                    sign(JWSAlgorithm.ES256, signer, ecVerifier(cmk));
                });
    }

    private static void encrypt(
            JWEAlgorithm algorithm, JWEEncrypter encrypter, JWEDecrypter decrypter)
            throws Exception {
        JWEHeader header = new JWEHeader(algorithm, EncryptionMethod.A256GCM);
        JWEObject token = new JWEObject(header, new Payload("Dear Sir"));
        token.encrypt(encrypter);
        JWEObject read = JWEObject.parse(token.serialize());
        read.decrypt(decrypter);
        assertThat(read.getPayload()).hasToString("Dear Sir");
    }

    @Test
    void encryption() {
        NIMBUS.worksAtBothLevels(
                "decryption of RSA-OAEP-256",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT, level);
                    encrypt(
                            JWEAlgorithm.RSA_OAEP_256,
                            new RSAEncrypter((RSAPublicKey) cmk.publicKey()),
                            new RSADecrypter(cmk.key()));
                });
        NIMBUS.worksAtBothLevels(
                "decryption of ECDH-ES",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256, KeyUsage.KEY_AGREEMENT, level);
                    encrypt(
                            JWEAlgorithm.ECDH_ES,
                            new ECDHEncrypter((ECPublicKey) cmk.publicKey()),
                            new ECDHDecrypter(cmk.key(), Set.of(), Curve.P_256));
                });
        Cmk aes = Cmk.of(KeySpec.ALIYUN_AES_256, ProtectionLevel.SOFTWARE);
        NIMBUS.works(
                "dir with an AES CMK",
                () ->
                        encrypt(
                                JWEAlgorithm.DIR,
                                new DirectEncrypter(aes.secretKey()),
                                new DirectDecrypter(aes.secretKey())));
        NIMBUS.doesNotWork(
                "A256GCMKW and A256KW",
                "KeyLengthException",
                () ->
                        encrypt(
                                JWEAlgorithm.A256GCMKW,
                                new AESEncrypter(aes.secretKey()),
                                new AESDecrypter(aes.secretKey())));
    }
}
