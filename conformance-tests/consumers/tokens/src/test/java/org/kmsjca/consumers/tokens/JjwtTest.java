package org.kmsjca.consumers.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.impl.DefaultJwtBuilder;
import io.jsonwebtoken.security.SignatureAlgorithm;
import java.security.PublicKey;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.TestKms;

class JjwtTest {
    @RegisterExtension static final Consumer JJWT = Consumer.of("jjwt", DefaultJwtBuilder.class);

    private static void verify(String token, PublicKey key) {
        assertThat(
                        Jwts.parser()
                                .verifyWith(key)
                                .build()
                                .parseSignedClaims(token)
                                .getPayload()
                                .getSubject())
                .isEqualTo("Sir");
    }

    @Test
    void signatures() {
        Map<SignatureAlgorithm, KeySpec> algorithms =
                Map.of(
                        Jwts.SIG.RS256, KeySpec.RSA_2048,
                        Jwts.SIG.PS256, KeySpec.RSA_2048,
                        Jwts.SIG.ES256, KeySpec.EC_P256);
        algorithms.forEach(
                (algorithm, spec) ->
                        JJWT.worksAtBothLevels(
                                algorithm.getId(),
                                level -> {
                                    Cmk cmk = Cmk.of(spec, level);
                                    verify(
                                            Jwts.builder()
                                                    .subject("Sir")
                                                    .signWith(cmk.key(), algorithm)
                                                    .compact(),
                                            cmk.publicKey());
                                }));
        for (KeySpec spec : new KeySpec[] {KeySpec.RSA_2048, KeySpec.EC_P256}) {
            JJWT.works(
                    "signWith(key) of " + spec,
                    () -> {
                        Cmk cmk = Cmk.of(spec);
                        verify(
                                Jwts.builder().subject("Sir").signWith(cmk.key()).compact(),
                                cmk.publicKey());
                    });
        }
        Cmk edwards = Cmk.of(KeySpec.ED25519);
        JJWT.works(
                "EdDSA",
                () ->
                        verify(
                                Jwts.builder()
                                        .subject("Sir")
                                        .signWith(edwards.key(), Jwts.SIG.EdDSA)
                                        .compact(),
                                edwards.publicKey()));
    }

    @Test
    void withTheProviderNamed() {
        for (SignatureAlgorithm algorithm :
                new SignatureAlgorithm[] {Jwts.SIG.RS256, Jwts.SIG.PS256}) {
            JJWT.works(
                    algorithm.getId() + ", provider(KMS)",
                    () -> {
                        Cmk cmk = Cmk.of(KeySpec.RSA_2048);
                        verify(
                                Jwts.builder()
                                        .provider(TestKms.get().provider())
                                        .subject("Sir")
                                        .signWith(cmk.key(), algorithm)
                                        .compact(),
                                cmk.publicKey());
                    });
        }
        JJWT.works(
                "decryption of RSA-OAEP-256, provider(KMS)",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT, LEVEL);
                    String token =
                            Jwts.builder()
                                    .subject("Sir")
                                    .encryptWith(
                                            cmk.publicKey(),
                                            Jwts.KEY.RSA_OAEP_256,
                                            Jwts.ENC.A256GCM)
                                    .compact();
                    Jwts.parser()
                            .provider(TestKms.get().provider())
                            .decryptWith(cmk.key())
                            .build()
                            .parseEncryptedClaims(token);
                });
    }

    @Test
    void macs() {
        JJWT.worksAtBothLevels(
                "HS256",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.HMAC_SHA_256, level);
                    String token =
                            Jwts.builder()
                                    .subject("Sir")
                                    .signWith(cmk.secretKey(), Jwts.SIG.HS256)
                                    .compact();
                    Jwts.parser().verifyWith(cmk.secretKey()).build().parseSignedClaims(token);
                });
        Cmk cmk = Cmk.of(KeySpec.HMAC_SHA_256);
        JJWT.doesNotWork(
                "signWith(key) of HMAC_SHA_256",
                "KeyException",
                () -> Jwts.builder().subject("Sir").signWith(cmk.secretKey()).compact());
    }

    @Test
    void encryption() {
        JJWT.worksAtBothLevels(
                "decryption of RSA-OAEP-256",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT, level);
                    String token =
                            Jwts.builder()
                                    .subject("Sir")
                                    .encryptWith(
                                            cmk.publicKey(),
                                            Jwts.KEY.RSA_OAEP_256,
                                            Jwts.ENC.A256GCM)
                                    .compact();
                    Jwts.parser().decryptWith(cmk.key()).build().parseEncryptedClaims(token);
                });
        JJWT.works(
                "decryption of ECDH-ES",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256, KeyUsage.KEY_AGREEMENT, LEVEL);
                    String token =
                            Jwts.builder()
                                    .subject("Sir")
                                    .encryptWith(
                                            cmk.publicKey(), Jwts.KEY.ECDH_ES, Jwts.ENC.A256GCM)
                                    .compact();
                    Jwts.parser().decryptWith(cmk.key()).build().parseEncryptedClaims(token);
                });
        Cmk aes = Cmk.of(KeySpec.ALIYUN_AES_256);
        JJWT.doesNotWork(
                "dir with an AES CMK",
                "WeakKeyException",
                () ->
                        Jwts.builder()
                                .subject("Sir")
                                .encryptWith(aes.secretKey(), Jwts.KEY.DIRECT, Jwts.ENC.A256GCM)
                                .compact());
    }

    private static final org.kmsjca.ProtectionLevel LEVEL = org.kmsjca.ProtectionLevel.SOFTWARE;
}
