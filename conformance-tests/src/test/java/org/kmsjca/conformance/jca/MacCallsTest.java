package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.MacValue;
import org.kmsjca.Verification;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** GenerateMac and VerifyMac. */
class MacCallsTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(1000, 5);

    @Override
    protected void prepare() {
        kms().create("mac", KeySpec.HMAC_SHA_256);
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        kms().create("rsa", KeySpec.RSA_2048);
    }

    private Kms api() {
        return kms().kms();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "HMAC_.*")
    void bouncyCastleComputesTheSame(KeySpec spec) throws GeneralSecurityException {
        SecretKey key = TestKeys.newSecret(spec);
        String alias = "m-" + spec.name().replace('_', '-').toLowerCase(java.util.Locale.ROOT);
        kms().importSecret(alias, key);
        Mac peer = Mac.getInstance(spec.keyAlgorithm(), Peers.BOUNCY_CASTLE);
        peer.init(key);
        byte[] expected = peer.doFinal(MESSAGE);

        String name = "alias/" + alias;
        MacValue mac = api().generateMac(name, MESSAGE);
        String version = api().describeKey(name).versions().get(0).keyVersionId();
        assertThat(mac).isEqualTo(new MacValue(kms().keyId(alias), version, expected));
        assertThat(api().generateMac(name, spec, MESSAGE)).isEqualTo(mac);

        assertThat(api().verifyMac(name, MESSAGE, expected))
                .isEqualTo(new Verification(kms().keyId(alias), version, true));
        assertThat(api().verifyMac(name, spec, MESSAGE, expected).valid()).isTrue();
        byte[] changed = expected.clone();
        changed[0] ^= 1;
        for (byte[] wrong :
                List.of(changed, new byte[0], Arrays.copyOf(expected, expected.length - 1))) {
            assertThat(api().verifyMac(name, MESSAGE, wrong).valid()).isFalse();
        }
        assertThat(api().verifyMac(name, new byte[3], expected).valid()).isFalse();
    }

    @Test
    void algorithmIsThatOfTheKeySpec() {
        assertThatThrownBy(() -> api().generateMac("alias/mac", KeySpec.HMAC_SHA_512, MESSAGE))
                .hasMessageStartingWith("InvalidParameter: GenerateMac")
                .hasMessageContaining("use HMAC_SHA_256");
        assertThat(
                        AsymmetricCallsTest.codeOf(
                                () ->
                                        api().verifyMac(
                                                        "alias/mac",
                                                        KeySpec.HMAC_SM3,
                                                        MESSAGE,
                                                        new byte[32])))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
    }

    @Test
    void otherKeysMakeNoCodes() {
        assertThat(AsymmetricCallsTest.codeOf(() -> api().generateMac("alias/aes", MESSAGE)))
                .isEqualTo(KmsErrorCode.UNSUPPORTED_OPERATION);
        assertThat(
                        AsymmetricCallsTest.codeOf(
                                () -> api().verifyMac("alias/rsa", MESSAGE, new byte[32])))
                .isEqualTo(KmsErrorCode.UNSUPPORTED_OPERATION);
    }
}
