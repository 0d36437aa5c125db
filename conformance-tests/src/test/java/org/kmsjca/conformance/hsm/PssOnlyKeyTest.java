package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;
import org.kmsjca.testing.SoftHsm;

/** A private key of id-RSASSA-PSS is not put into a token, where it would sign anything. */
class PssOnlyKeyTest {
    @TempDir Path directory;

    @Test
    void keyIsRefusedByNameAndNothingStaysBehind() throws Exception {
        SoftHsm token = SoftHsm.token("kms-pss-" + System.nanoTime());
        KeyPair pair =
                TestKeys.newPair(
                        "RSASSA-PSS",
                        Peers.SUN_RSA_SIGN,
                        new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
        try (KmsUnderTest kms =
                HsmKms.open(directory.resolve("kms"), token.settings(SoftHsm.library()))) {
            KeyStore store = kms.keyStore();
            assertThatThrownBy(
                            () -> {
                                store.setKeyEntry(
                                        "pss",
                                        pair.getPrivate(),
                                        null,
                                        new Certificate[] {
                                            TestCertificates.selfSigned("pss", pair)
                                        });
                                store.store(null, null);
                            })
                    .hasStackTraceContaining("id-RSASSA-PSS, to which no token limits it")
                    .hasStackTraceContaining("import it at level SOFTWARE");
            assertThat(kms.keyStore().containsAlias("pss")).isFalse();
            assertThat(kms.kms().listHsmObjects(Optional.empty())).isEmpty();
        }
    }
}
