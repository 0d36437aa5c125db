package org.kmsjca.consumers.libraries;

import java.util.Map;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;

/** What MINA SSHD does with the Bouncy Castle that it finds on the class path. */
class SshdBesideBouncyCastleTest {
    @RegisterExtension
    static final Consumer SSHD =
            Consumer.of(
                    "MINA SSHD beside Bouncy Castle",
                    SshServer.class,
                    "-Dorg.apache.sshd.security.provider.BC.enabled=false");

    @Test
    void signatures() {
        Map.of(
                        BuiltinSignatures.rsaSHA256,
                        KeySpec.RSA_2048,
                        BuiltinSignatures.nistp256,
                        KeySpec.EC_P256)
                .forEach(
                        (algorithm, spec) ->
                                SSHD.doesNotWork(
                                        algorithm.getName() + " without the option",
                                        "InvalidKeyException",
                                        () -> {
                                            Signature signer = algorithm.create();
                                            signer.initSigner(null, Cmk.of(spec).key());
                                        }));
    }
}
