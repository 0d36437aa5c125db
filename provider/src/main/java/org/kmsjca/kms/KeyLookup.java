package org.kmsjca.kms;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Alias;
import org.kmsjca.AliasName;
import org.kmsjca.EntryName;

/** Finds CMKs by the names that people and programs give them. */
public final class KeyLookup {
    private final CmkRegistry registry;
    private final ServiceKey serviceKey;

    public KeyLookup(CmkRegistry registry, ServiceKey serviceKey) {
        this.registry = registry;
        this.serviceKey = serviceKey;
    }

    /** The key id or {@code alias/<name>} that a KeyId stands for, which may be an ARN of it. */
    public String withoutArn(String keyId) {
        return registry.arns().withoutArn(keyId);
    }

    /** Refuses what is no key id of this account, where the call takes nothing else. */
    void requireKeyId(KmsCall call, String keyId) {
        if (keyId.startsWith(AliasName.PREFIX)) {
            throw KmsErrors.aliasNotAllowed(call, keyId);
        }
        registry.arns().refuseForeign(keyId);
    }

    /** The CMK of a key id or its ARN, for a call that takes no alias. */
    public Cmk byKeyId(KmsCall call, String keyId) {
        String named = withoutArn(keyId);
        requireKeyId(call, named);
        return byKeyId(named);
    }

    /** The CMK of a key id. */
    public Cmk byKeyId(String keyId) {
        catchUp();
        Cmk cmk = registry.byKeyId(keyId);
        if (cmk == null) {
            registry.arns().refuseForeign(keyId);
            throw KmsErrors.noSuchKey(keyId);
        }
        return cmk;
    }

    /** The CMK of a key id, of {@code alias/<name>}, or of the ARN of either. */
    public Cmk byKeyIdOrAlias(String keyIdOrAlias) {
        String named = withoutArn(keyIdOrAlias);
        if (!named.startsWith(AliasName.PREFIX)) {
            return byKeyId(named);
        }
        catchUp();
        String name = AliasName.withoutPrefix(named);
        serviceKey.createIfOwn(name);
        Cmk cmk = registry.byAlias(name);
        if (cmk == null) {
            throw KmsErrors.noSuchAlias(name);
        }
        if (!EntryName.isAlias(name)) {
            throw KmsErrors.nameOfEntry(name, cmk.keyId());
        }
        return cmk;
    }

    /** All CMKs of the store. */
    public List<Cmk> all() {
        catchUp();
        return registry.all();
    }

    List<Alias> aliases() {
        catchUp();
        List<Alias> aliases = new ArrayList<>();
        for (String name : registry.aliases()) {
            Cmk cmk = registry.byAlias(name);
            if (cmk != null) {
                aliases.add(registry.arns().alias(name, cmk.keyId()));
            }
        }
        return aliases;
    }

    List<Alias> aliases(Cmk cmk) {
        return cmk.metadata().aliases().stream()
                .map(name -> registry.arns().alias(name, cmk.keyId()))
                .toList();
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
        return KeyScope.of(entryName) == KeyScope.CMK
                ? cmk.primaryVersion()
                : cmk.version(KeyScope.versionId(entryName));
    }

    /** The version of that id, or null. */
    public @Nullable CmkVersion versionOfId(String versionId) {
        catchUp();
        return registry.byVersionId(versionId);
    }

    /** The CMK that a KeyStore name stands for, or null. */
    public @Nullable Cmk cmk(String entryName) {
        catchUp();
        String name = AliasName.withoutPrefix(KeyScope.cmkName(entryName));
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
    public void catchUp() {
        registry.catchUp();
    }
}
