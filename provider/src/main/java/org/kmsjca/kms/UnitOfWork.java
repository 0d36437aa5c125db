package org.kmsjca.kms;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kmsjca.EntryName;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.StoreTransaction;
import org.kmsjca.store.TrustedCertificateRecord;

/**
 * The CMKs as a transaction in progress sees and changes them. What was changed is written once, at
 * its end.
 */
public final class UnitOfWork {
    private final CmkRegistry registry;
    private final Map<String, CmkRecord> changed = new LinkedHashMap<>();
    private final Map<String, Optional<String>> aliases = new LinkedHashMap<>();
    private final Map<String, Optional<TrustedCertificateRecord>> certificates =
            new LinkedHashMap<>();

    UnitOfWork(CmkRegistry registry) {
        this.registry = registry;
    }

    /** The CMK as it is in this transaction, or null. */
    @Nullable CmkRecord find(String keyId) {
        CmkRecord record = changed.get(keyId);
        if (record != null) {
            return record;
        }
        Cmk cmk = registry.byKeyId(keyId);
        return cmk == null ? null : cmk.snapshot().record();
    }

    /** The CMK as it is in this transaction. */
    public CmkRecord require(String keyId) {
        CmkRecord record = find(keyId);
        if (record == null) {
            throw KmsErrors.noSuchKey(keyId);
        }
        return record;
    }

    /** Adds the new row of a CMK. */
    public void put(CmkRecord record) {
        changed.put(record.keyId(), record);
    }

    /** The key id that an alias names, or null. */
    @Nullable String ownerOf(String alias) {
        Optional<String> changedHere = aliases.get(alias);
        if (changedHere != null) {
            return changedHere.orElse(null);
        }
        Cmk cmk = registry.byAlias(alias);
        return cmk == null ? null : cmk.keyId();
    }

    /** Binds an alias to a CMK, taking it away from whichever had it. */
    void bind(String alias, String keyId) {
        unbind(alias);
        CmkRecord record = require(keyId);
        List<String> names = new ArrayList<>(record.aliases());
        names.add(alias);
        put(record.withAliases(names));
        aliases.put(alias, Optional.of(keyId));
    }

    void unbind(String alias) {
        String owner = ownerOf(alias);
        if (owner != null) {
            CmkRecord record = require(owner);
            put(
                    record.withAliases(
                            record.aliases().stream().filter(a -> !a.equals(alias)).toList()));
            aliases.put(alias, Optional.empty());
        }
    }

    boolean hasCertificate(String alias) {
        Optional<TrustedCertificateRecord> changedHere = certificates.get(alias);
        return changedHere != null ? changedHere.isPresent() : registry.trusted(alias) != null;
    }

    void put(TrustedCertificateRecord certificate) {
        certificates.put(certificate.alias(), Optional.of(certificate));
    }

    void removeCertificate(String alias) {
        certificates.put(alias, Optional.empty());
    }

    private boolean isName(String name) {
        return ownerOf(name) != null || hasCertificate(name);
    }

    private void refuseLookalikes() {
        Map<String, String> added = new HashMap<>();
        Stream.of(aliases.keySet(), certificates.keySet())
                .flatMap(Set::stream)
                .distinct()
                .filter(name -> isName(name) && !registry.isName(name))
                .forEach(
                        name -> {
                            String likeness = EntryName.likeness(name);
                            refuseLookalike(name, added.put(likeness, name));
                            refuseLookalike(name, likeness);
                            refuseLookalike(name, registry.lookalike(likeness));
                        });
    }

    private void refuseLookalike(String name, @Nullable String other) {
        if (other != null && !other.equals(name) && isName(other)) {
            throw KmsErrors.lookalike(name, other);
        }
    }

    /** Counts how many more of something the changed CMKs have than before. */
    int added(ToIntFunction<CmkRecord> counted) {
        int sum = 0;
        for (CmkRecord record : changed.values()) {
            Cmk before = registry.byKeyId(record.keyId());
            sum += counted.applyAsInt(record);
            sum -= before == null ? 0 : counted.applyAsInt(before.snapshot().record());
        }
        return sum;
    }

    /** Writes what was changed, unless people could take a new name for another one. */
    void writeTo(StoreTransaction transaction) {
        refuseLookalikes();
        changed.values().forEach(transaction::put);
        certificates.forEach(
                (alias, certificate) -> {
                    if (certificate.isPresent()) {
                        transaction.put(certificate.get());
                    } else {
                        transaction.removeCertificate(alias);
                    }
                });
    }
}
