package org.kmsjca.kms.importing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** A token of GetParametersForImport that was not made by this KMS. */
class ImportTokenFuzz {
    @FuzzTest(maxDuration = "10m")
    void tokenIsRefusedOrIsTheOneEncodingOfWhatItSays(byte[] bytes) {
        ImportToken token;
        try {
            token = ImportToken.parse(bytes);
        } catch (KmsException e) {
            assertThat(e.code()).isEqualTo(KmsErrorCode.INVALID_IMPORT_TOKEN);
            return;
        }
        assertThat(token.encoded()).isEqualTo(bytes);
        assertThat(token.aad().keyId()).isEqualTo(token.keyId());
    }
}
