package org.kmsjca.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kmsjca.AliasName;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkMetadata.KeyVersion;
import org.kmsjca.EntryName;
import org.kmsjca.ImportParameters;
import org.kmsjca.Kms;
import org.kmsjca.Page;
import org.kmsjca.ProtectionLevel;

/** The answers of {@code kms key}. */
final class KeyAnswers {
    /** Empty where there is none, and people are not told so. */
    private static final Set<String> DATES = Set.of("DeleteDate", "MaterialExpireTime");

    private KeyAnswers() {}

    /** All that is known of a CMK, one field a line. */
    static Answer metadata(CmkMetadata cmk) {
        JsonObject document = new JsonObject();
        document.add("KeyMetadata", KmsJson.of(cmk));
        Table table = new Table();
        JsonObject fields = KmsJson.of(cmk);
        cmk.rotation()
                .interval()
                .ifPresent(
                        interval ->
                                fields.addProperty(
                                        "RotationInterval", RotationInterval.text(interval)));
        fields.asMap().forEach((name, value) -> addRows(table, name, value));
        return Answer.of(document, table);
    }

    private static void addRows(Table table, String name, JsonElement value) {
        if (!value.isJsonArray()) {
            if (!DATES.contains(name) || !value.getAsString().isEmpty()) {
                table.row(name, value.getAsString());
            }
            return;
        }
        String heading = name;
        for (JsonElement item : value.getAsJsonArray()) {
            table.row(heading, text(item));
            heading = "";
        }
    }

    private static String text(JsonElement item) {
        if (item.isJsonPrimitive()) {
            return item.getAsString();
        }
        return item.getAsJsonObject().asMap().values().stream()
                .map(JsonElement::getAsString)
                .collect(Collectors.joining("  "));
    }

    /** CMKs, one a line. */
    static Answer list(Page<CmkMetadata> page, boolean filtered) {
        Table table =
                new Table("KEY ID", "STATE", "SPEC", "USAGE", "LEVEL", "CREATED", "ALIASES")
                        .details(5, 3, 4);
        for (CmkMetadata cmk : page.items()) {
            table.row(
                    cmk.keyId(),
                    cmk.keyState().toString(),
                    cmk.keySpec().toString(),
                    cmk.keyUsage().toString(),
                    cmk.protectionLevel().toString(),
                    KmsJson.date(cmk.creationDate()),
                    names(cmk, AliasName.PREFIX));
        }
        return Answer.of(KmsJson.page("Key", page, KmsJson::listed), table)
                .withEmptyRemark(
                        filtered
                                ? "there are no such CMKs"
                                : "there are no CMKs; this makes one: kms key create --alias NAME");
    }

    /** The id of a CMK, with its aliases. */
    static String name(Kms kms, String key) {
        CmkMetadata cmk = kms.describeKey(key);
        String names = names(cmk, "");
        return names.isEmpty() ? cmk.keyId() : "%s (%s)".formatted(cmk.keyId(), names);
    }

    /** The aliases behind that prefix, and in quotation marks the names that are no aliases. */
    private static String names(CmkMetadata cmk, String prefix) {
        return Stream.concat(
                        cmk.aliases().stream().map(prefix::concat),
                        cmk.entryNames().stream().map(EntryName::quoted))
                .collect(Collectors.joining(", "));
    }

    /** What became of a CMK. */
    static Answer changed(Kms kms, String key, String outcome) {
        return changed(kms.describeKey(key), outcome);
    }

    /**
     * What became of a CMK.
     *
     * @param outcome follows the key id in a sentence
     */
    static Answer changed(CmkMetadata cmk, String outcome) {
        return Answer.done(cmk.keyId() + " " + outcome);
    }

    /** A new version of the CMK of that id. */
    static Answer version(String keyId, KeyVersion version) {
        JsonObject document = new JsonObject();
        document.add("KeyVersion", KmsJson.of(keyId, version));
        return Answer.of(document, keyId + " has the new version " + version.keyVersionId());
    }

    /** The versions of a CMK; the primary one encrypts. */
    static Answer versions(CmkMetadata cmk, Page<KeyVersion> page) {
        String primary = cmk.primaryKeyVersion().orElse("");
        Table table = new Table("KEY VERSION ID", "CREATED", "");
        for (KeyVersion version : page.items()) {
            table.row(
                    version.keyVersionId(),
                    KmsJson.date(version.creationDate()),
                    version.keyVersionId().equals(primary) ? "primary" : "");
        }
        return Answer.of(
                        KmsJson.page(
                                "KeyVersion", page, version -> KmsJson.of(cmk.keyId(), version)),
                        table)
                .withEmptyRemark("the CMK has no versions");
    }

    /** A public key as the PEM of its SubjectPublicKeyInfo. */
    static Answer publicKey(String keyId, String keyVersionId, PublicKey publicKey) {
        JsonObject document = new JsonObject();
        document.addProperty("KeyId", keyId);
        document.addProperty("KeyVersionId", keyVersionId);
        document.addProperty("PublicKey", PublicKeyPem.text(publicKey));
        return Answer.of(document, screen -> PublicKeyPem.lines(publicKey));
    }

    /** What an import needs; the public key is in the file. */
    static Answer importParameters(ImportParameters parameters, Path file) {
        Base64.Encoder base64 = Base64.getEncoder();
        String expiry = KmsJson.date(parameters.tokenExpireTime());
        JsonObject document = new JsonObject();
        document.addProperty("KeyId", parameters.keyId());
        document.addProperty(
                "PublicKey", base64.encodeToString(parameters.publicKey().getEncoded()));
        document.addProperty("ImportToken", base64.encodeToString(parameters.importToken()));
        document.addProperty("TokenExpireTime", expiry);
        String place =
                parameters.wrappingKeyLevel() == ProtectionLevel.HSM
                        ? "unwrapped in the HSM"
                        : "decrypted in this KMS";
        return Answer.of(
                document,
                "%s takes material under %s until %s, %s"
                        .formatted(parameters.keyId(), file, expiry, place));
    }
}
