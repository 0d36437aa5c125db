package org.kmsjca.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import org.kmsjca.Alias;
import org.kmsjca.AliasName;
import org.kmsjca.AuditActor;
import org.kmsjca.AuditRecord;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkMetadata.KeyVersion;
import org.kmsjca.EntryName;
import org.kmsjca.HsmObject;
import org.kmsjca.Page;

/**
 * CMKs, aliases, versions and records of the audit in the words of the KMS. DeleteDate and
 * MaterialExpireTime are empty where there is none; what else a CMK does not have is left out.
 */
final class KmsJson {
    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private KmsJson() {}

    /** KeyMetadata; RawCiphers, Aliases and KeyVersions are additions of ours. */
    static JsonObject of(CmkMetadata cmk) {
        return key(cmk, "Arn");
    }

    /** What ListKeys tells of a CMK: KeyId and KeyArn; the rest of KeyMetadata is an addition. */
    static JsonObject listed(CmkMetadata cmk) {
        return key(cmk, "KeyArn");
    }

    private static JsonObject key(CmkMetadata cmk, String arn) {
        JsonObject key = new JsonObject();
        key.addProperty("KeyId", cmk.keyId());
        key.addProperty(arn, cmk.arn());
        key.addProperty("Creator", cmk.creator());
        key.addProperty("CreationDate", date(cmk.creationDate()));
        key.addProperty("Description", cmk.description());
        key.addProperty("KeyState", cmk.keyState().toString());
        key.addProperty("KeyUsage", cmk.keyUsage().toString());
        key.addProperty("KeySpec", cmk.keySpec().toString());
        key.addProperty("Origin", cmk.origin().toString());
        key.addProperty("ProtectionLevel", cmk.protectionLevel().toString());
        cmk.primaryKeyVersion().ifPresent(id -> key.addProperty("PrimaryKeyVersion", id));
        if (!cmk.rawCiphers()) {
            key.addProperty("RawCiphers", false);
        }
        key.addProperty("DeletionProtection", cmk.deletionProtection() ? "Enabled" : "Disabled");
        if (cmk.deletionProtection()) {
            key.addProperty("DeletionProtectionDescription", cmk.deletionProtectionDescription());
        }
        key.addProperty("DeleteDate", cmk.deleteDate().map(KmsJson::date).orElse(""));
        key.addProperty(
                "MaterialExpireTime", cmk.materialExpireTime().map(KmsJson::date).orElse(""));
        addRotation(key, cmk.rotation());
        key.add("Aliases", aliases(cmk));
        if (!cmk.entryNames().isEmpty()) {
            JsonArray names = new JsonArray();
            cmk.entryNames().forEach(names::add);
            key.add("EntryNames", names);
        }
        key.add("KeyVersions", versions(cmk));
        return key;
    }

    private static void addRotation(JsonObject key, CmkMetadata.Rotation rotation) {
        key.addProperty("AutomaticRotation", rotation.automatic().toString());
        rotation.interval()
                .ifPresent(
                        interval ->
                                key.addProperty("RotationInterval", interval.toSeconds() + "s"));
        rotation.lastRotationDate()
                .ifPresent(last -> key.addProperty("LastRotationDate", date(last)));
        rotation.nextRotationDate()
                .ifPresent(next -> key.addProperty("NextRotationDate", date(next)));
    }

    static JsonObject of(Alias alias) {
        JsonObject object = new JsonObject();
        object.addProperty("AliasName", alias.aliasName());
        object.addProperty("AliasArn", alias.aliasArn());
        object.addProperty("KeyId", alias.keyId());
        return object;
    }

    /** A tag of the CMK of that id. */
    static JsonObject tag(String keyId, String tagKey, String tagValue) {
        JsonObject object = new JsonObject();
        object.addProperty("KeyId", keyId);
        object.addProperty("TagKey", tagKey);
        object.addProperty("TagValue", tagValue);
        return object;
    }

    /** A version of the CMK of that id. */
    static JsonObject of(String keyId, KeyVersion version) {
        JsonObject object = new JsonObject();
        object.addProperty("KeyId", keyId);
        object.addProperty("KeyVersionId", version.keyVersionId());
        object.addProperty("CreationDate", date(version.creationDate()));
        return object;
    }

    /**
     * A page of a listing: {@code {"Keys":{"Key":[...]},"TotalCount":..,"PageNumber":..,
     * "PageSize":..}}.
     *
     * @param one the name of an item, such as {@code Key}; that of the listing is its plural
     */
    static <T> JsonObject page(String one, Page<T> page, Function<T, JsonObject> item) {
        JsonObject document = wrapped(one, page.items(), item);
        document.addProperty("TotalCount", page.totalCount());
        document.addProperty("PageNumber", page.pageNumber());
        document.addProperty("PageSize", page.pageSize());
        return document;
    }

    /** Items as the KMS lists them: {@code {"Tags":{"Tag":[...]}}}. */
    static <T> JsonObject wrapped(String one, Collection<T> items, Function<T, JsonObject> item) {
        JsonObject listing = new JsonObject();
        listing.add(one, array(items, item));
        JsonObject document = new JsonObject();
        document.add(one.endsWith("s") ? one + "es" : one + "s", listing);
        return document;
    }

    /** Items in order. */
    static <T> JsonArray array(Collection<T> items, Function<T, JsonObject> item) {
        JsonArray array = new JsonArray();
        items.forEach(each -> array.add(item.apply(each)));
        return array;
    }

    static JsonObject of(AuditRecord record) {
        JsonObject object = new JsonObject();
        object.addProperty("Sequence", record.sequence());
        object.addProperty("Time", time(record.time()));
        object.addProperty("Caller", record.caller());
        object.addProperty("Call", record.call());
        record.keyId().ifPresent(id -> object.addProperty("KeyId", id));
        record.alias().ifPresent(name -> addName(object, name));
        object.addProperty("Outcome", record.outcome());
        record.actor().ifPresent(actor -> addActor(object, actor));
        object.addProperty("Mac", record.mac());
        return object;
    }

    private static void addName(JsonObject object, String name) {
        if (EntryName.isAlias(name)) {
            object.addProperty("AliasName", AliasName.PREFIX + name);
        } else {
            object.addProperty("EntryName", name);
        }
    }

    static JsonObject of(HsmObject object) {
        JsonObject json = new JsonObject();
        json.addProperty("Hsm", object.hsm());
        json.addProperty("Token", object.token());
        json.addProperty("Id", object.id());
        json.addProperty("Kind", object.kind());
        json.addProperty("Label", object.label());
        object.keySpec().ifPresent(spec -> json.addProperty("KeySpec", spec.toString()));
        json.addProperty("Sensitive", object.sensitive());
        json.addProperty("Extractable", object.extractable());
        return json;
    }

    private static void addActor(JsonObject object, AuditActor actor) {
        object.addProperty("OsUser", actor.user());
        object.addProperty("Host", actor.host());
        object.addProperty("ProcessId", actor.processId());
        actor.callerName().ifPresent(name -> object.addProperty("CallerName", name));
    }

    /** {@code yyyy-MM-dd'T'HH:mm:ss'Z'}. */
    static String date(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** {@code yyyy-MM-dd'T'HH:mm:ss.SSS'Z'}. */
    static String time(Instant instant) {
        return MILLISECONDS.format(instant);
    }

    private static JsonArray aliases(CmkMetadata cmk) {
        JsonArray names = new JsonArray();
        cmk.aliases().forEach(name -> names.add(AliasName.PREFIX + name));
        return names;
    }

    private static JsonArray versions(CmkMetadata cmk) {
        return array(
                cmk.versions(),
                version -> {
                    JsonObject object = new JsonObject();
                    object.addProperty("KeyVersionId", version.keyVersionId());
                    object.addProperty("CreationDate", date(version.creationDate()));
                    return object;
                });
    }
}
