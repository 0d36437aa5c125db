package org.kmsjca.protection.software.root.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.protection.software.root.SealedRootKey;

/** TPM2B_PUBLIC of a storage key, said to be of another machine. */
class StorageKeyFuzz {
    private final RootKey rootKey = new RootKey(new byte[RootKey.LENGTH]);

    @FuzzTest(maxDuration = "10m")
    void keyIsRefusedOrSealedFor(byte[] bytes) {
        StoragePublic key;
        try {
            key = StoragePublic.parse(bytes);
        } catch (KmsException e) {
            assertThat(e.code()).isEqualTo(KmsErrorCode.INVALID_PARAMETER);
            return;
        }
        assertThat(key.encoded()).isEqualTo(bytes);
        try {
            SealedRootKey sealed = TpmExchange.sealFor(bytes, null, rootKey, "a store");
            assertThat(TpmEnvelope.decode(sealed).parentName()).isEqualTo(key.name());
        } catch (KmsException e) {
            assertThat(e.code()).isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        }
    }
}
