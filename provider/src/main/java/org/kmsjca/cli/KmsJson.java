package org.kmsjca.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.kmsjca.Alias;
import org.kmsjca.AliasName;
import org.kmsjca.AuditActor;
import org.kmsjca.AuditRecord;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkMetadata.KeyVersion;

/**
 * CMKs, aliases and records of the audit in the words of the KMS API; what a CMK does not have is
 * left out.
 */
final class KmsJson {
    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private KmsJson() {}

    static JsonObject of(CmkMetadata cmk) {
        JsonObject key = new JsonObject();
        key.addProperty("KeyId", cmk.keyId());
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
        cmk.deleteDate().ifPresent(date -> key.addProperty("DeleteDate", date(date)));
        cmk.materialExpireTime()
                .ifPresent(time -> key.addProperty("MaterialExpireTime", date(time)));
        addRotation(key, cmk.rotation());
        key.add("Aliases", aliases(cmk));
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
        object.addProperty("KeyId", alias.keyId());
        return object;
    }

    static JsonObject of(AuditRecord record) {
        JsonObject object = new JsonObject();
        object.addProperty("Sequence", record.sequence());
        object.addProperty("Time", time(record.time()));
        object.addProperty("Caller", record.caller());
        object.addProperty("Call", record.call());
        record.keyId().ifPresent(id -> object.addProperty("KeyId", id));
        record.alias().ifPresent(name -> object.addProperty("AliasName", AliasName.PREFIX + name));
        object.addProperty("Outcome", record.outcome());
        record.actor().ifPresent(actor -> addActor(object, actor));
        object.addProperty("Mac", record.mac());
        return object;
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
        JsonArray versions = new JsonArray();
        for (KeyVersion version : cmk.versions()) {
            JsonObject object = new JsonObject();
            object.addProperty("KeyVersionId", version.keyVersionId());
            object.addProperty("CreationDate", date(version.creationDate()));
            versions.add(object);
        }
        return versions;
    }
}
