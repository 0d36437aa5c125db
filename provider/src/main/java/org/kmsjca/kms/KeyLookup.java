package org.kmsjca.kms;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Alias;
import org.kmsjca.AliasName;

/** Finds CMKs by the names that people and programs give them. */
public final class KeyLookup {
    private final CmkRegistry registry;
    private final DueChanges due;
    private final ServiceKey serviceKey;
    private final Clock clock;

    KeyLookup(CmkRegistry registry, DueChanges due, ServiceKey serviceKey, Clock clock) {
        this.registry = registry;
        this.due = due;
        this.serviceKey = serviceKey;
        this.clock = clock;
    }

    static void refuseAlias(KmsCall call, String keyId) {
        if (keyId.startsWith(AliasName.PREFIX)) {
            throw Refusals.aliasNotAllowed(call, keyId);
        }
    }

    /** The CMK of a key id. */
    Cmk byKeyId(String keyId) {
        catchUp();
        Cmk cmk = registry.byKeyId(keyId);
        if (cmk == null) {
            throw Refusals.noSuchKey(keyId);
        }
        return cmk;
    }

    /** The CMK of a key id or of {@code alias/<name>}. */
    Cmk byKeyIdOrAlias(String keyIdOrAlias) {
        if (!keyIdOrAlias.startsWith(AliasName.PREFIX)) {
            return byKeyId(keyIdOrAlias);
        }
        catchUp();
        String name = AliasName.withoutPrefix(keyIdOrAlias);
        serviceKey.createIfOwn(name);
        Cmk cmk = registry.byAlias(name);
        if (cmk == null) {
            throw Refusals.noSuchAlias(name);
        }
        return cmk;
    }

    List<Cmk> all() {
        catchUp();
        return registry.all();
    }

    List<Alias> aliases() {
        catchUp();
        List<Alias> aliases = new ArrayList<>();
        for (String name : registry.aliases()) {
            Cmk cmk = registry.byAlias(name);
            if (cmk != null) {
                aliases.add(new Alias(AliasName.PREFIX + name, cmk.keyId()));
            }
        }
        return aliases;
    }

    /** The names of all KeyStore entries, sorted. */
    public List<String> entryNames() {
        catchUp();
        return registry.entryNames();
    }

    /**
     * The version that a KeyStore name stands for: an alias with or without {@code alias/}, or a
     * key id, each with {@code #<version id>} behind it for another version than the primary. Null
     * when there is none.
     */
    public @Nullable CmkVersion version(String entryName) {
        Cmk cmk = cmk(entryName);
        if (cmk == null) {
            return null;
        }
        int hash = entryName.indexOf('#');
        return hash < 0 ? cmk.primaryVersion() : cmk.version(entryName.substring(hash + 1));
    }

    /** The CMK that a KeyStore name stands for, or null. */
    public @Nullable Cmk cmk(String entryName) {
        catchUp();
        int hash = entryName.indexOf('#');
        String name = AliasName.withoutPrefix(hash < 0 ? entryName : entryName.substring(0, hash));
        serviceKey.createIfOwn(name);
        Cmk cmk = registry.byAlias(name);
        if (cmk == null && AliasName.looksLikeKeyId(name)) {
            cmk = registry.byKeyId(name.toLowerCase(Locale.ROOT));
        }
        return cmk;
    }

    /** The certificate without a key of that name, or null. */
    public @Nullable TrustedCertificate trustedCertificate(String name) {
        catchUp();
        var record = registry.trusted(name);
        return record == null
                ? null
                : new TrustedCertificate(record.certificate(), record.creationDate());
    }

    /**
     * A certificate that is kept without a key.
     *
     * @param encoded DER
     */
    @SuppressWarnings("ArrayRecordComponent") // DER, handed on and never changed
    public record TrustedCertificate(byte[] encoded, Instant creationDate) {}

    /** Follows other processes and does what is due by now. */
    void catchUp() {
        registry.refresh();
        if (registry.earliestDue().isBefore(Instant.MAX)) {
            Instant now = clock.instant();
            if (!registry.earliestDue().isAfter(now)) {
                due.run(now);
            }
        }
    }
}
