package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.testing.SoftHsm;

/** CTR by a token whose counter ends: SoftHSM refuses to go on from the last one. */
class CtrCounterTest {
    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4097})
    void counterThatEndsGoesOnAtItsBegin(int left) throws Exception {
        var key = new SecretKeySpec(new byte[32], "AES");
        byte[] message = new byte[200_000];
        byte[] counter = new byte[16];
        Arrays.fill(counter, (byte) -1);
        counter[14] = (byte) (-left >> 8);
        counter[15] = (byte) -left;
        try (KmsUnderTest kms = HsmKms.open(directory, SoftHsm.token(SoftHsm.SUITE).settings())) {
            SecretKey handle = (SecretKey) kms.importKey("ctr", key);
            Cipher expected = Cipher.getInstance("AES/CTR/NoPadding", "SunJCE");
            expected.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
            Cipher ours = kms.cipher("AES/CTR/NoPadding");
            ours.init(Cipher.ENCRYPT_MODE, handle, new IvParameterSpec(counter));
            assertThat(ours.update(message, 0, 17)).isEqualTo(expected.update(message, 0, 17));
            assertThat(ours.doFinal(message, 17, message.length - 17))
                    .isEqualTo(expected.doFinal(message, 17, message.length - 17));
        }
    }
}
