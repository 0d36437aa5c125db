package org.kmsjca.jca;

import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AliasName;
import org.kmsjca.EntryName;
import org.kmsjca.crypto.x509.X509Certificates;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.CmkVersion;
import org.kmsjca.kms.KeyLookup;
import org.kmsjca.kms.KeyScope;
import org.kmsjca.kms.KeyStoreChange;
import org.kmsjca.kms.engine.KmsInstance;

/**
 * A KMS as a KeyStore shows it: its entries, with changes that are not stored yet. Reading takes no
 * lock; whoever adds changes does it one at a time.
 */
final class KeyStoreView {
    private final KmsInstance instance;
    private final EntryFilter filter;
    private final Queue<KeyStoreChange> changes = new ConcurrentLinkedQueue<>();
    private final Map<String, KeyStoreChange> lastChange = new ConcurrentHashMap<>();

    private KeyStoreView(KmsInstance instance, EntryFilter filter) {
        this.instance = instance;
        this.filter = filter;
    }

    static KeyStoreView of(KmsInstance instance, EntryFilter filter) {
        return new KeyStoreView(instance, filter);
    }

    /** Adds a change, which is not stored yet. */
    void add(KeyStoreChange change) {
        changes.add(change);
        lastChange.put(change.name(), change);
    }

    KmsInstance instance() {
        return instance;
    }

    /** The entries that the KeyStore is limited to. */
    EntryFilter filter() {
        return filter;
    }

    /** The changes so far, in their order. */
    List<KeyStoreChange> changes() {
        return List.copyOf(changes);
    }

    private KeyLookup lookup() {
        return instance.engine().lookup();
    }

    /** The names of all entries, sorted, with those of versions where they are to be listed. */
    Collection<String> names() {
        Collection<String> names = namesOfKeys();
        return instance.configuration().keystore().versions() ? withVersions(names) : names;
    }

    private List<String> withVersions(Collection<String> names) {
        KeyLookup lookup = lookup();
        List<String> all = new ArrayList<>();
        for (String name : names) {
            all.add(name);
            Cmk cmk = lookup.cmk(name);
            if (cmk != null) {
                cmk.versionIds().forEach(id -> all.add(KeyScope.entryName(name, id)));
            }
        }
        return all;
    }

    private Collection<String> namesOfKeys() {
        List<String> stored = covered(lookup().entryNames());
        if (changes.isEmpty()) {
            return stored;
        }
        TreeSet<String> names = new TreeSet<>(stored);
        for (KeyStoreChange change : changes) {
            if (change instanceof KeyStoreChange.Delete) {
                names.remove(EntryName.listed(change.name()));
            } else {
                names.add(EntryName.listed(change.name()));
            }
            if (change instanceof KeyStoreChange.SetKey set
                    && !set.name().equals(set.key().keyId())) {
                names.remove(set.key().keyId());
            }
        }
        return names;
    }

    private List<String> covered(List<String> names) {
        return filter.coversAll() ? names : names.stream().filter(filter::covers).toList();
    }

    /** The entry of that name, or null. */
    @Nullable StoredEntry find(String alias) {
        if (!filter.covers(alias)) {
            return null;
        }
        String name = AliasName.withoutPrefix(alias);
        KeyStoreChange change = lastChange.get(name);
        if (lastChange.get(KeyScope.cmkName(name)) instanceof KeyStoreChange.Delete) {
            return null;
        }
        if (change instanceof KeyStoreChange.SetKey set) {
            return StoredEntry.staged(set.key(), chain(set.certificateChain()));
        }
        if (change instanceof KeyStoreChange.SetCertificate set) {
            return StoredEntry.trusted(certificate(set.certificate()), null);
        }
        return findStored(alias, name);
    }

    /**
     * @param name the alias without its prefix
     */
    private @Nullable StoredEntry findStored(String alias, String name) {
        KeyLookup lookup = lookup();
        Cmk cmk = lookup.cmk(alias);
        if (cmk != null) {
            CmkVersion version = lookup.version(alias);
            String rootOfTrust = instance.engine().rootDescription();
            if (KeyScope.of(name) == KeyScope.CMK) {
                return StoredEntry.stored(cmk, version, rootOfTrust);
            }
            return version == null ? null : StoredEntry.ofVersion(cmk, version, rootOfTrust);
        }
        var trusted = lookup.trustedCertificate(name);
        return trusted == null
                ? null
                : StoredEntry.trusted(certificate(trusted.encoded()), trusted.creationDate());
    }

    /** The name of the first entry whose certificate it is, or null. */
    @Nullable String nameOf(Certificate certificate) {
        for (String name : names()) {
            StoredEntry entry = find(name);
            if (entry != null && certificate.equals(entry.certificate())) {
                return name;
            }
        }
        return null;
    }

    private static List<X509Certificate> chain(List<byte[]> encoded) {
        List<X509Certificate> chain = new ArrayList<>();
        for (byte[] der : encoded) {
            X509Certificate certificate = certificate(der);
            if (certificate == null) {
                return List.of();
            }
            chain.add(certificate);
        }
        return List.copyOf(chain);
    }

    private static @Nullable X509Certificate certificate(byte[] encoded) {
        try {
            return X509Certificates.decode(encoded);
        } catch (CertificateException e) {
            return null; // the JDK cannot read it; the entry stays visible
        }
    }
}
