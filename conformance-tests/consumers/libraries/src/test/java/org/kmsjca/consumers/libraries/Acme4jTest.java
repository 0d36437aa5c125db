package org.kmsjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.security.KeyPair;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.jose4j.json.JsonUtil;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.toolbox.JSONBuilder;
import org.shredzone.acme4j.toolbox.JoseUtils;
import org.shredzone.acme4j.util.CSRBuilder;

/**
 * What an ACME client signs: its requests, with the account's key, and the certificate's request.
 */
class Acme4jTest {
    @RegisterExtension
    static final Consumer ACME =
            Consumer.of("acme4j", Session.class, "new KeyPair(publicKey, handle)");

    private static KeyPair pair(Cmk cmk) {
        return new KeyPair(cmk.publicKey(), cmk.key());
    }

    @Test
    void accountKeys() {
        for (KeySpec spec : new KeySpec[] {KeySpec.RSA_2048, KeySpec.EC_P256}) {
            ACME.worksAtBothLevels(
                    "account keys of " + spec.keyAlgorithm(),
                    level -> {
                        Cmk cmk = Cmk.of(spec, level);
                        var parts =
                                JsonUtil.parseJson(
                                        JoseUtils.createJoseRequest(
                                                        URI.create("https://localhost/acct")
                                                                .toURL(),
                                                        pair(cmk),
                                                        new JSONBuilder().put("name", "sir"),
                                                        "nonce",
                                                        null)
                                                .toString());
                        JsonWebSignature read = new JsonWebSignature();
                        read.setCompactSerialization(
                                parts.get("protected")
                                        + "."
                                        + parts.get("payload")
                                        + "."
                                        + parts.get("signature"));
                        read.setKey(cmk.publicKey());
                        assertThat(read.verifySignature()).isTrue();
                    });
        }
    }

    @Test
    void requests() {
        for (KeySpec spec : new KeySpec[] {KeySpec.RSA_2048, KeySpec.EC_P256}) {
            ACME.worksAtBothLevels(
                    "certificate requests of " + spec.keyAlgorithm(),
                    level -> {
                        Cmk cmk = Cmk.of(spec, level);
                        CSRBuilder request = new CSRBuilder();
                        request.addDomain("localhost");
                        request.sign(pair(cmk));
                        assertThat(
                                        new PKCS10CertificationRequest(request.getEncoded())
                                                .isSignatureValid(
                                                        new JcaContentVerifierProviderBuilder()
                                                                .build(cmk.publicKey())))
                                .isTrue();
                    });
        }
    }
}
