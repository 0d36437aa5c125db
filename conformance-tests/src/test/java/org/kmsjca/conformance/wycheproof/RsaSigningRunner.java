package org.kmsjca.conformance.wycheproof;

import java.security.Key;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;

/** RSASSA-PKCS1-v1_5, which gives the same signature each time. */
final class RsaSigningRunner extends RsaRunner {
    RsaSigningRunner() {
        super(KeyUsage.digitalSignature);
    }

    @Override
    public List<Attempt> attempts(Vector vector, boolean shallWork, Key handle) {
        String algorithm = vector.text("sha").replaceFirst("SHA-", "SHA") + "withRSA";
        return List.of(
                new Attempt(
                        algorithm,
                        List.of(),
                        () -> {
                            Signature signature = Signature.getInstance(algorithm);
                            signature.initSign((PrivateKey) handle);
                            signature.update(vector.bytes("msg"));
                            return Outcome.of(signature.sign(), vector.bytes("sig"));
                        }));
    }
}
