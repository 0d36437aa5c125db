package org.kmsjca.consumers.tokens;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;

class JavaJwtTest {
    @RegisterExtension static final Consumer AUTH0 = Consumer.of("auth0 java-jwt", JWT.class, "–");

    @Test
    void signatures() {
        Cmk rsa = Cmk.of(KeySpec.RSA_2048);
        AUTH0.doesNotWork(
                "RS256, which takes RSAPrivateKey only",
                "ClassCastException",
                () -> {
                    PrivateKey key = rsa.key();
                    Algorithm algorithm =
                            Algorithm.RSA256((RSAPublicKey) rsa.publicKey(), (RSAPrivateKey) key);
                    JWT.create().sign(algorithm);
                });
        Cmk ec = Cmk.of(KeySpec.EC_P256);
        AUTH0.doesNotWork(
                "ES256, which takes ECPrivateKey only",
                "ClassCastException",
                () -> {
                    PrivateKey key = ec.key();
                    Algorithm algorithm =
                            Algorithm.ECDSA256((ECPublicKey) ec.publicKey(), (ECPrivateKey) key);
                    JWT.create().sign(algorithm);
                });
    }
}
