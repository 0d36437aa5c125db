package org.kmsjca.jca;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AliasName;
import org.kmsjca.CmkMetadata;
import org.kmsjca.EntryName;
import org.kmsjca.KmsException;
import org.kmsjca.config.KeystoreImport;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.KeyScope;
import org.kmsjca.kms.KeyStoreChange;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.text.Printable;

/** Makes the changes that a KeyStore's setters ask for, checked as far as that can be now. */
final class KeyStoreChanges {
    private final ProviderContext context;
    private final KeyStoreView view;

    KeyStoreChanges(ProviderContext context, KeyStoreView view) {
        this.context = context;
        this.view = view;
    }

    KeyStoreChange setKey(String alias, @Nullable Key key, Certificate @Nullable [] chain)
            throws KeyStoreException {
        requireChangeable(alias);
        if (key == null) {
            throw new KeyStoreException("no key was given for '" + Printable.of(alias) + "'");
        }
        ManagedKey managed = managed(alias, key);
        String name = name(alias, managed);
        var setting = view.instance().configuration().keystore().usage();
        try {
            GivenChain given = GivenChain.of(chain);
            return new KeyStoreChange.SetKey(
                    name,
                    managed,
                    Certificates.usage(managed.keySpec(), setting, given.leaf()),
                    Certificates.encodeFor(name, managed, given));
        } catch (RuntimeException e) {
            throw unreadable(alias, e);
        }
    }

    /** Of a certificate whose class is a caller's own. */
    private static KeyStoreException unreadable(String alias, RuntimeException cause) {
        return new KeyStoreException(
                "a certificate for '%s' cannot be read: %s"
                        .formatted(Printable.of(alias), Printable.of(String.valueOf(cause))),
                cause);
    }

    KeyStoreChange setCertificate(String alias, Certificate certificate) throws KeyStoreException {
        requireChangeable(alias);
        StoredEntry existing = view.find(alias);
        if (existing != null && !existing.isCertificate()) {
            throw new KeyStoreException(
                    "'" + Printable.of(alias) + "' is a key: a certificate cannot take its place");
        }
        String name = checked(alias);
        try {
            return new KeyStoreChange.SetCertificate(name, GivenChain.encode(certificate));
        } catch (RuntimeException e) {
            throw unreadable(alias, e);
        }
    }

    KeyStoreChange delete(String alias) throws KeyStoreException {
        requireChangeable(alias);
        String name = AliasName.withoutPrefix(alias);
        if (EntryName.isReserved(name)) {
            throw new KeyStoreException(
                    "'"
                            + Printable.of(alias)
                            + "' is the key of a service, which alone deletes it");
        }
        return new KeyStoreChange.Delete(name);
    }

    private void requireChangeable(String alias) throws KeyStoreException {
        view.filter().require(alias);
        if (KeyScope.of(alias) == KeyScope.VERSION) {
            throw new KeyStoreException(
                    ("'%s' is a version of a CMK, which a KeyStore neither sets nor deletes:"
                                    + " 'kms key create-version' makes versions, and they stay as long as the"
                                    + " CMK. To change the CMK's entry, name '%s'")
                            .formatted(Printable.of(alias), Printable.of(KeyScope.cmkName(alias))));
        }
    }

    private ManagedKey managed(String alias, Key key) throws KeyStoreException {
        if (key instanceof KmsKey handle) {
            if (handle.context() != context || handle.instance() != view.instance()) {
                throw new KeyStoreException(
                        "%s is in another KMS; its material cannot be moved to '%s'"
                                .formatted(handle, Printable.of(alias)));
            }
            refuseHidden(handle);
            return handle.managed();
        }
        if (view.instance().configuration().keystore().keyImport() == KeystoreImport.DENY) {
            throw new KeyStoreException(
                    "keystore.import=deny: the key for '"
                            + Printable.of(alias)
                            + "' would be imported");
        }
        try {
            return view.instance().engine().keyCreation().importKey(key);
        } catch (InvalidKeyException | KmsException e) {
            throw new KeyStoreException(
                    "the key for '"
                            + Printable.of(alias)
                            + "' cannot be imported: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Refuses to bind a CMK, found elsewhere, that this KeyStore is not to change. */
    private void refuseHidden(KmsKey handle) throws KeyStoreException {
        EntryFilter filter = view.filter();
        if (filter.coversAll()) {
            return;
        }
        String keyId = handle.managed().keyId();
        Cmk cmk = view.instance().engine().lookup().cmk(keyId);
        if (cmk == null) {
            return;
        }
        CmkMetadata named = cmk.metadata();
        if (Stream.concat(named.aliases().stream(), named.entryNames().stream())
                .map(EntryName::listed)
                .anyMatch(filter::covers)) {
            return;
        }
        filter.require(keyId);
    }

    /** A key's own id is no new alias. */
    private static String name(String alias, ManagedKey key) throws KeyStoreException {
        String name = AliasName.withoutPrefix(alias);
        if (name.equals(key.keyId())) {
            return name;
        }
        return checked(alias);
    }

    private static String checked(String alias) throws KeyStoreException {
        try {
            String name = EntryName.check(alias);
            if (EntryName.isReserved(name)) {
                throw new KeyStoreException(
                        ("the name '%s' is kept for keys of services: use a name that does not"
                                        + " begin with acs")
                                .formatted(Printable.of(alias)));
            }
            return name;
        } catch (KmsException e) {
            throw new KeyStoreException(e.getMessage(), e);
        }
    }
}
