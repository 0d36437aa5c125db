package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.WrappingAlgorithm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms key import-parameters}. */
@Command(
        name = "import-parameters",
        description = {
            "GetParametersForImport: writes a public key to encrypt your own key material with, and"
                    + " the token that belongs to it, for a CMK of Origin EXTERNAL.",
            "Both are good for 24 hours. The README has a recipe for openssl."
        },
        footer = {
            "  kms key create --spec Aliyun_AES_256 --origin EXTERNAL",
            "  kms key import-parameters 1234abcd-12ab-34cd-56ef-1234567890ab --public-key wrap.pem"
                    + " --token import.token"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyImportParametersCommand extends KmsAction {
    @Parameters(paramLabel = "KEY", description = "Key id, or its ARN.")
    private String key;

    @Option(
            names = "--wrapping-spec",
            paramLabel = "KEYSPEC",
            defaultValue = "RSA_2048",
            description = "RSA_2048, RSA_4096 or EC_SM2. Default: ${DEFAULT-VALUE}.")
    private KeySpec wrappingSpec;

    @Option(
            names = "--algorithm",
            paramLabel = "ALGORITHM",
            defaultValue = "RSAES_OAEP_SHA_256",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private WrappingAlgorithm algorithm;

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            required = true,
            description = "Where the public key goes, as PEM; a new file.")
    private Path publicKey;

    @Option(
            names = "--token",
            paramLabel = "FILE",
            required = true,
            description = "Where the token goes; a new file.")
    private Path token;

    @Override
    Answer run(Kms kms) {
        ImportParameters parameters = kms.getParametersForImport(key, wrappingSpec, algorithm);
        String pem = PublicKeyPem.text(parameters.publicKey());
        ArgumentFile.write(publicKey, false, pem.getBytes(StandardCharsets.US_ASCII));
        try {
            ArgumentFile.write(token, true, parameters.importToken());
        } catch (KmsException e) {
            ArgumentFile.delete(publicKey, e);
            throw e;
        }
        return new Written(parameters, publicKey);
    }

    private record Written(ImportParameters parameters, Path file) implements Answer {
        @Override
        public JsonObject json() {
            Base64.Encoder base64 = Base64.getEncoder();
            JsonObject document = new JsonObject();
            document.addProperty("KeyId", parameters.keyId());
            document.addProperty(
                    "PublicKey", base64.encodeToString(parameters.publicKey().getEncoded()));
            document.addProperty("ImportToken", base64.encodeToString(parameters.importToken()));
            document.addProperty("TokenExpireTime", KmsJson.date(parameters.tokenExpireTime()));
            return document;
        }

        @Override
        public List<String> lines() {
            return List.of(
                    parameters.keyId()
                            + " takes material under "
                            + file
                            + " until "
                            + KmsJson.date(parameters.tokenExpireTime())
                            + (parameters.wrappingKeyLevel() == ProtectionLevel.HSM
                                    ? ", unwrapped in the HSM"
                                    : ", decrypted in this KMS"));
        }
    }
}
