package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.CmkSpec;
import org.kmsjca.Diagnosis.Finding;
import org.kmsjca.Diagnosis.Severity;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.EngineAhead;
import org.kmsjca.conformance.support.FreshKms;

/** Kms.diagnose() tells who used CTR and CBC under a CMK that rotates, before that ends. */
@Tag("once")
class RotationFindingsTest extends FreshKms {
    private static final String CTR = "AES/CTR/NoPadding";

    private String create(String alias, boolean rotates) {
        CmkSpec.Builder spec = CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias(alias);
        if (rotates) {
            spec.rotationInterval(Duration.ofDays(365));
        }
        return kms().kms().createKey(spec.build()).keyId();
    }

    private void encrypt(String transformation, Key key) throws GeneralSecurityException {
        Cipher cipher = kms().cipher(transformation);
        cipher.init(Cipher.ENCRYPT_MODE, key);
        cipher.doFinal(new byte[16]);
    }

    private List<Finding> findings(String subject) {
        return kms().kms().diagnose().findings().stream()
                .filter(finding -> finding.subject().equals(subject))
                .toList();
    }

    @Test
    void cmkThatDoesNotRotateIsNoFinding() throws Exception {
        String keyId = create("still", false);
        encrypt(CTR, kms().handle("still"));
        assertThat(findings("rotation")).isEmpty();
        assertThat(findings("CMK " + keyId)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {CTR, "AES/CBC/PKCS5Padding", "AES/CBC/NoPadding"})
    void useThatTheNextRotationEndsIsAProblem(String transformation) throws Exception {
        String keyId = create("turning", true);
        assertThat(findings("rotation"))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.severity()).isEqualTo(Severity.ADVICE);
                            assertThat(finding.text()).contains("turning");
                            assertThat(finding.remedy()).contains("<alias>#<version id>");
                        });
        assertThat(findings("CMK " + keyId)).isEmpty();

        encrypt(transformation, kms().handle("turning"));
        assertThat(findings("CMK " + keyId))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.severity()).isEqualTo(Severity.PROBLEM);
                            assertThat(finding.text())
                                    .contains(transformation)
                                    .contains("from its rotation on");
                        });
        assertThat(kms().kms().diagnose().isHealthy()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES/GCM/NoPadding", "AES/KW/NoPadding", "AES/KWP/NoPadding", "CMK"})
    void useThatFindsItsVersionIsNone(String transformation) throws Exception {
        String keyId = create("turning", true);
        encrypt(transformation, kms().handle("turning"));
        assertThat(findings("CMK " + keyId)).isEmpty();
    }

    @Test
    void useThatNamesItsVersionIsNone() throws Exception {
        String keyId = create("turning", true);
        String version = kms().kms().describeKey(keyId).primaryKeyVersion().orElseThrow();
        encrypt(CTR, kms().handle("turning#" + version));
        assertThat(findings("CMK " + keyId)).isEmpty();
    }

    @Test
    void refusedUseAfterARotationByHandIsFoundToo() throws Exception {
        String keyId = create("turned", false);
        EngineAhead.createVersion(kms().configuration(), Duration.ofDays(8), keyId);
        assertThatThrownBy(() -> encrypt(CTR, kms().handle("turned")))
                .isInstanceOf(InvalidKeyException.class);
        assertThat(findings("rotation")).hasSize(1);
        assertThat(findings("CMK " + keyId))
                .singleElement()
                .extracting(Finding::text)
                .asString()
                .contains("since it has several");
    }
}
