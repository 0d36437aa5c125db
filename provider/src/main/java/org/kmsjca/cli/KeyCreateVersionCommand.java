package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkMetadata.KeyVersion;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms key create-version}. */
@Command(
        name = "create-version",
        description = {
            "CreateKeyVersion: makes a new version of a CMK, at the earliest 7 days after the last.",
            "Of an AES or SM4 key it encrypts from now on, and what older versions encrypted goes on"
                    + " decrypting, except that CTR and CBC are refused unless the program names the"
                    + " version. Of others a program chooses it. A version is named as"
                    + " <alias>#<version id>."
        },
        footer = "  kms key create-version alias/orders")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyCreateVersionCommand extends KmsAction {
    @Parameters(paramLabel = "KEY", description = "Key id, alias/NAME, or an ARN.")
    private String key;

    @Override
    Answer run(Kms kms) {
        KeyVersion version = kms.createKeyVersion(key);
        CmkMetadata cmk = kms.describeKey(key);
        return new RotationWarning(new Made(cmk.keyId(), version), cmk);
    }

    record Made(String keyId, KeyVersion version) implements Answer {
        @Override
        public JsonObject json() {
            JsonObject document = new JsonObject();
            document.add("KeyVersion", KmsJson.of(keyId, version));
            return document;
        }

        @Override
        public List<String> lines() {
            return List.of(keyId + " has the new version " + version.keyVersionId());
        }
    }
}
