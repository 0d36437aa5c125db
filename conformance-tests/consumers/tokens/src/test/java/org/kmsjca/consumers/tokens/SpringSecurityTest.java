package org.kmsjca.consumers.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.TestKms;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

class SpringSecurityTest {
    @RegisterExtension
    static final Consumer SPRING =
            Consumer.of(
                    "Spring Security", JwtEncoder.class, "RSAKey.load(keyStore, \"web\", null)");

    private static void roundTrip(JwtEncoder encoder, JwsHeader header, JwtDecoder decoder) {
        JwtClaimsSet claims = JwtClaimsSet.builder().subject("Sir").build();
        String token = encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
        assertThat(decoder.decode(token).getSubject()).isEqualTo("Sir");
    }

    @Test
    void signatures() {
        for (SignatureAlgorithm algorithm :
                new SignatureAlgorithm[] {SignatureAlgorithm.RS256, SignatureAlgorithm.PS256}) {
            SPRING.worksAtBothLevels(
                    algorithm.getName() + " by JwtEncoder",
                    level -> {
                        Cmk cmk = Cmk.of(KeySpec.RSA_2048, level);
                        JWK key = JWK.load(TestKms.get().keyStore(), cmk.alias(), null);
                        roundTrip(
                                new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(key))),
                                JwsHeader.with(algorithm).build(),
                                NimbusJwtDecoder.withPublicKey((RSAPublicKey) cmk.publicKey())
                                        .signatureAlgorithm(algorithm)
                                        .build());
                    });
        }
    }

    @Test
    void macs() {
        Cmk cmk = Cmk.of(KeySpec.HMAC_SHA_256);
        SPRING.works(
                "JwtDecoder of HS256",
                () ->
                        assertThat(
                                        NimbusJwtDecoder.withSecretKey(cmk.secretKey())
                                                .build()
                                                .decode(
                                                        io.jsonwebtoken.Jwts.builder()
                                                                .subject("Sir")
                                                                .signWith(
                                                                        cmk.secretKey(),
                                                                        io.jsonwebtoken.Jwts.SIG
                                                                                .HS256)
                                                                .compact())
                                                .getSubject())
                                .isEqualTo("Sir"));
        SPRING.doesNotWork(
                "JwtEncoder of HS256",
                "NullPointerException",
                () ->
                        roundTrip(
                                NimbusJwtEncoder.withSecretKey(cmk.secretKey()).build(),
                                JwsHeader.with(MacAlgorithm.HS256).build(),
                                NimbusJwtDecoder.withSecretKey(cmk.secretKey()).build()));
    }
}
