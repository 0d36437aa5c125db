package org.kmsjca.consumers.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Key;
import java.util.Map;
import org.jose4j.jca.ProviderContext;
import org.jose4j.jwe.ContentEncryptionAlgorithmIdentifiers;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwe.KeyManagementAlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;

class Jose4jTest {
    @RegisterExtension static final Consumer JOSE4J = Consumer.of("jose4j", JsonWebSignature.class);

    private static void sign(String algorithm, Key key, Key verifying) throws Exception {
        sign(algorithm, key, verifying, new ProviderContext());
    }

    private static void sign(String algorithm, Key key, Key verifying, ProviderContext providers)
            throws Exception {
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload("Dear Sir");
        token.setAlgorithmHeaderValue(algorithm);
        token.setKey(key);
        token.setProviderContext(providers);
        JsonWebSignature read = new JsonWebSignature();
        read.setCompactSerialization(token.getCompactSerialization());
        read.setKey(verifying);
        assertThat(read.verifySignature()).isTrue();
    }

    @Test
    void signatures() {
        Map.of("RS256", KeySpec.RSA_2048, "PS256", KeySpec.RSA_2048, "ES256", KeySpec.EC_P256)
                .forEach(
                        (algorithm, spec) ->
                                JOSE4J.worksAtBothLevels(
                                        algorithm,
                                        level -> {
                                            Cmk cmk = Cmk.of(spec, level);
                                            sign(algorithm, cmk.key(), cmk.publicKey());
                                        }));
        JOSE4J.worksAtBothLevels(
                "HS256",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.HMAC_SHA_256, level);
                    sign("HS256", cmk.secretKey(), cmk.secretKey());
                });
        Cmk edwards = Cmk.of(KeySpec.ED25519);
        JOSE4J.works("EdDSA", () -> sign("EdDSA", edwards.key(), edwards.publicKey()));
    }

    @Test
    void withTheProviderNamed() {
        ProviderContext kms = new ProviderContext();
        kms.getSuppliedKeyProviderContext().setSignatureProvider("KMS");
        kms.getSuppliedKeyProviderContext().setMacProvider("KMS");
        Map.of("RS256", KeySpec.RSA_2048, "PS256", KeySpec.RSA_2048, "ES256", KeySpec.EC_P256)
                .forEach(
                        (algorithm, spec) -> {
                            Cmk cmk = Cmk.of(spec);
                            JOSE4J.works(
                                    algorithm + ", setSignatureProvider(\"KMS\")",
                                    () -> sign(algorithm, cmk.key(), cmk.publicKey(), kms));
                        });
        Cmk mac = Cmk.of(KeySpec.HMAC_SHA_256);
        JOSE4J.works(
                "HS256, setMacProvider(\"KMS\")",
                () -> sign("HS256", mac.secretKey(), mac.secretKey(), kms));
    }

    private static void encrypt(String algorithm, Key encrypting, Key decrypting) throws Exception {
        JsonWebEncryption token = new JsonWebEncryption();
        token.setPayload("Dear Sir");
        token.setAlgorithmHeaderValue(algorithm);
        token.setEncryptionMethodHeaderParameter(ContentEncryptionAlgorithmIdentifiers.AES_256_GCM);
        token.setKey(encrypting);
        JsonWebEncryption read = new JsonWebEncryption();
        read.setCompactSerialization(token.getCompactSerialization());
        read.setKey(decrypting);
        assertThat(read.getPayload()).isEqualTo("Dear Sir");
    }

    @Test
    void encryption() {
        JOSE4J.worksAtBothLevels(
                "decryption of RSA-OAEP-256",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT, level);
                    encrypt(
                            KeyManagementAlgorithmIdentifiers.RSA_OAEP_256,
                            cmk.publicKey(),
                            cmk.key());
                });
        Cmk ec = Cmk.of(KeySpec.EC_P256, KeyUsage.KEY_AGREEMENT, ProtectionLevel.SOFTWARE);
        JOSE4J.doesNotWork(
                "decryption of ECDH-ES",
                "InvalidKeyException: Decrypting with ECDH expects ECPrivateKey",
                () -> encrypt(KeyManagementAlgorithmIdentifiers.ECDH_ES, ec.publicKey(), ec.key()));
        Cmk aes = Cmk.of(KeySpec.ALIYUN_AES_256);
        JOSE4J.doesNotWork(
                "dir with an AES CMK",
                "NullPointerException",
                () -> encrypt("dir", aes.secretKey(), aes.secretKey()));
        JOSE4J.works(
                "A256KW with an AES CMK",
                () -> encrypt("A256KW", aes.secretKey(), aes.secretKey()));
        JOSE4J.works(
                "A256GCMKW with an AES CMK",
                () -> encrypt("A256GCMKW", aes.secretKey(), aes.secretKey()));
    }
}
