package org.kmsjca.protection.software.root.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** A TPM 2.0 key file of another program, in PEM or DER, before any TPM is asked. */
class TpmKeyFileFuzz {
    @FuzzTest(maxDuration = "10m")
    void fileIsRefusedOrSaysTheSameWhenWrittenAgain(byte[] bytes) {
        TpmKeyFile file;
        try {
            file =
                    bytes.length > 0 && bytes[0] == '-'
                            ? TpmKeyFile.ofPem(new String(bytes, StandardCharsets.UTF_8))
                            : TpmKeyFile.ofDer(bytes);
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertThat(TpmKeyFile.ofDer(file.der()).der()).isEqualTo(file.der());
        assertThat(TpmKeyFile.ofPem(file.pem()).der()).isEqualTo(file.der());
        try {
            TpmKeyFile usable = TpmExchange.read(file.pem());
            assertThat(usable.der()).isEqualTo(file.der());
        } catch (KmsException refused) {
            assertThat(refused.code()).isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        }
    }
}
