package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kmsjca.CmkSpec;
import org.kmsjca.DataKeySpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.PageRequest;
import org.kmsjca.conformance.support.SharedKms;

/** The numbers of the KMS: the last that is taken, and the first that is not. */
@Tag("once")
class LimitsTest extends SharedKms {
    /** Limit, least, most; 0 where there is no least. */
    @ParameterizedTest
    @CsvSource({
        "Encrypt Plaintext bytes, 0, 6144",
        "GenerateDataKey NumberOfBytes, 1, 1024",
        "EncryptionContext characters as JSON, 0, 8192",
        "Description characters, 0, 8192",
        "Alias characters, 1, 255",
        "Tag characters, 1, 128",
        "PendingWindowInDays, 7, 366",
        "RotationInterval days, 7, 730",
        "PageSize, 1, 100"
    })
    void limitIsTheKmss(String limit, int least, int most) {
        assertThat(refusal(limit, most)).isNull();
        assertThat(refusal(limit, most + 1)).isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        if (least > 0) {
            assertThat(refusal(limit, least)).isNull();
            assertThat(refusal(limit, least - 1))
                    .isEqualTo(
                            limit.startsWith("Alias") // an empty name is none
                                    ? KmsErrorCode.MISSING_PARAMETER
                                    : KmsErrorCode.INVALID_PARAMETER);
        }
    }

    private KmsErrorCode refusal(String limit, int number) {
        String key = kms().kms().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
        Throwable failure = catchThrowable(() -> use(limit, number, key));
        if (failure == null) {
            return null;
        }
        assertThat(failure).isInstanceOf(KmsException.class);
        KmsErrorCode code = ((KmsException) failure).code();
        assertThat(code.httpStatus()).isEqualTo(400);
        return code;
    }

    private void use(String limit, int number, String key) {
        Kms kms = kms().kms();
        String text = "x".repeat(number);
        switch (limit) {
            case "Encrypt Plaintext bytes" ->
                    kms.encrypt(key, new byte[number], EncryptionContext.empty());
            case "GenerateDataKey NumberOfBytes" ->
                    kms.generateDataKeyWithoutPlaintext(
                            DataKeySpec.builder(key).numberOfBytes(number).build());
            case "EncryptionContext characters as JSON" -> {
                int frame = "{\"a\":\"\"}".length();
                String value = "x".repeat(Math.max(0, number - frame));
                kms.encrypt(key, new byte[1], EncryptionContext.of("a", value));
            }
            case "Description characters" -> kms.updateKeyDescription(key, text);
            case "Alias characters" -> kms.createAlias(text, key);
            case "Tag characters" -> kms.tagResource(key, Map.of(text, text));
            case "PendingWindowInDays" -> kms.scheduleKeyDeletion(key, number);
            case "RotationInterval days" ->
                    kms.enableAutomaticRotation(key, Duration.ofDays(number));
            default -> kms.listKeys(KeyFilter.ALL, new PageRequest(1, number));
        }
    }

    /** Codes and statuses of the KMS, those that this engine gives. */
    @ParameterizedTest
    @CsvSource({
        "400, MissingParameter",
        "400, InvalidParameter",
        "400, AliasAlreadyExists",
        "400, InvalidKeyMaterial",
        "400, InvalidImportToken",
        "400, ExpiredImportToken",
        "400, Rejected.LimitExceeded",
        "400, Unsupported.Alias",
        "400, Unsupported.Origin",
        "400, Unsupported.ProtectionLevel",
        "400, UnsupportedOperation",
        "400, Rejected.UnsupportedOperation",
        "403, Forbidden.NoPermission",
        "404, Forbidden.KeyNotFound",
        "404, Forbidden.KeyVersionNotFound",
        "404, Forbidden.AliasNotFound",
        "409, Rejected.StateModifiedFailed",
        "409, Rejected.Disabled",
        "409, Rejected.PendingDeletion",
        "409, Rejected.PendingImport",
        "409, Rejected.Unavailable",
        "500, InternalFailure",
        "503, ServiceUnavailableTemporary"
    })
    void codeHasTheStatusOfTheKms(int status, String code) {
        assertThat(KmsErrorCode.values())
                .filteredOn(each -> each.code().equals(code))
                .singleElement()
                .satisfies(each -> assertThat(each.httpStatus()).isEqualTo(status));
        assertThat(KmsErrorCode.values()).hasSize(23);
    }
}
