package org.kmsjca.jca;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.KmsLoadStoreParameter;
import org.kmsjca.config.Configuration;
import org.kmsjca.config.DescriptorSettings;
import org.kmsjca.kms.KeyScope;
import org.kmsjca.kms.KeyStoreChange;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.kms.engine.KmsInstance;

/**
 * The KMS as a KeyStore. Reading sees what is in the KMS now, and takes no lock. Changes are held
 * back until {@code store}, which applies them in one transaction. Passwords of entries are
 * ignored: what protects the store protects its keys.
 */
final class KmsKeyStoreSpi extends KeyStoreSpi {
    private final ProviderContext context;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile @Nullable KeyStoreView view;
    private byte[] descriptor = Descriptor.empty().bytes();
    private char @Nullable [] password;

    KmsKeyStoreSpi(ProviderContext context) {
        this.context = context;
    }

    private KeyStoreView view() {
        KeyStoreView loaded = view;
        if (loaded == null) {
            throw new IllegalStateException("the KeyStore is not loaded");
        }
        return loaded;
    }

    private @Nullable StoredEntry find(String alias) {
        return view().find(alias);
    }

    // Reading

    @Override
    public Enumeration<String> engineAliases() {
        return Collections.enumeration(view().names());
    }

    @Override
    public int engineSize() {
        return view().names().size();
    }

    @Override
    public boolean engineContainsAlias(String alias) {
        return find(alias) != null;
    }

    @Override
    public boolean engineIsKeyEntry(String alias) {
        StoredEntry entry = find(alias);
        return entry != null && !entry.isCertificate();
    }

    @Override
    public boolean engineIsCertificateEntry(String alias) {
        StoredEntry entry = find(alias);
        return entry != null && entry.isCertificate();
    }

    @Override
    public @Nullable Key engineGetKey(String alias, char @Nullable [] ignored)
            throws UnrecoverableKeyException {
        try {
            KeyStoreView current = view();
            return handle(current, alias, current.find(alias));
        } catch (KmsException e) {
            var failure = new UnrecoverableKeyException(e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    private @Nullable KmsKey handle(
            KeyStoreView current, String alias, @Nullable StoredEntry entry) {
        ManagedKey key = entry == null ? null : entry.key();
        return key == null ? null : KmsKey.of(context, current.instance(), key, KeyScope.of(alias));
    }

    @Override
    public Certificate @Nullable [] engineGetCertificateChain(String alias) {
        StoredEntry entry = find(alias);
        return entry == null || entry.isCertificate() || entry.chain().isEmpty()
                ? null
                : entry.chain().toArray(new Certificate[0]);
    }

    @Override
    public @Nullable Certificate engineGetCertificate(String alias) {
        StoredEntry entry = find(alias);
        return entry == null ? null : entry.certificate();
    }

    @Override
    public @Nullable Date engineGetCreationDate(String alias) {
        StoredEntry entry = find(alias);
        return entry == null ? null : Date.from(entry.creationDate());
    }

    @Override
    public @Nullable String engineGetCertificateAlias(@Nullable Certificate certificate) {
        return certificate == null ? null : view().nameOf(certificate);
    }

    /** Called from JDK 18 on; the class is compiled for 17, which has no such method. */
    public Set<KeyStore.Entry.Attribute> engineGetAttributes(String alias) {
        StoredEntry entry = find(alias);
        return entry == null ? Set.of() : entry.attributes();
    }

    /** Takes any protection parameter: the JDK's own version would demand a password. */
    @Override
    public KeyStore.@Nullable Entry engineGetEntry(
            String alias, KeyStore.@Nullable ProtectionParameter ignored) {
        KeyStoreView current = view();
        StoredEntry entry = current.find(alias);
        Certificate certificate = entry == null ? null : entry.certificate();
        if (entry != null && entry.isCertificate() && certificate != null) {
            return new KeyStore.TrustedCertificateEntry(certificate);
        }
        KmsKey key = handle(current, alias, entry);
        if (entry == null || key == null) {
            return null;
        }
        if (key instanceof SecretKey secret) {
            return new KeyStore.SecretKeyEntry(secret, entry.attributes());
        }
        return entry.chain().isEmpty()
                ? new PrivateKeyWithoutChain(key, entry.attributes())
                : new KeyStore.PrivateKeyEntry(
                        (PrivateKey) key,
                        entry.chain().toArray(new Certificate[0]),
                        entry.attributes());
    }

    @Override
    public boolean engineEntryInstanceOf(String alias, Class<? extends KeyStore.Entry> type) {
        StoredEntry entry = find(alias);
        if (entry == null) {
            return false;
        }
        return (type == KeyStore.PrivateKeyEntry.class && entry.isPrivateKey())
                || (type == KeyStore.SecretKeyEntry.class && entry.isSecretKey())
                || (type == KeyStore.TrustedCertificateEntry.class && entry.isCertificate());
    }

    // Changing

    /** Makes a change from the view at hand. */
    private interface Change {
        KeyStoreChange in(KeyStoreChanges changes) throws KeyStoreException;
    }

    private void change(Change change) throws KeyStoreException {
        changing.lock();
        try {
            KeyStoreView current = view();
            current.add(change.in(new KeyStoreChanges(context, current)));
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void engineSetKeyEntry(
            String alias,
            @Nullable Key key,
            char @Nullable [] ignored,
            Certificate @Nullable [] chain)
            throws KeyStoreException {
        change(changes -> changes.setKey(alias, key, chain));
    }

    @Override
    public void engineSetKeyEntry(String alias, byte[] key, Certificate @Nullable [] chain)
            throws KeyStoreException {
        throw new KeyStoreException(
                "a key that is protected already cannot be stored: give the key itself");
    }

    @Override
    public void engineSetCertificateEntry(String alias, Certificate certificate)
            throws KeyStoreException {
        change(changes -> changes.setCertificate(alias, certificate));
    }

    @Override
    public void engineSetEntry(
            String alias, KeyStore.Entry entry, KeyStore.@Nullable ProtectionParameter ignored)
            throws KeyStoreException {
        if (entry instanceof KeyStore.PrivateKeyEntry key) {
            engineSetKeyEntry(alias, key.getPrivateKey(), null, key.getCertificateChain());
        } else if (entry instanceof KeyStore.SecretKeyEntry key) {
            engineSetKeyEntry(alias, key.getSecretKey(), null, null);
        } else if (entry instanceof PrivateKeyWithoutChain key) {
            engineSetKeyEntry(alias, key.key(), null, null);
        } else if (entry instanceof KeyStore.TrustedCertificateEntry trusted) {
            engineSetCertificateEntry(alias, trusted.getTrustedCertificate());
        } else {
            throw new KeyStoreException("entries of " + entry.getClass() + " cannot be stored");
        }
    }

    @Override
    public void engineDeleteEntry(String alias) throws KeyStoreException {
        change(changes -> changes.delete(alias));
    }

    // Loading and storing

    @Override
    public boolean engineProbe(InputStream stream) throws IOException {
        return Descriptor.isNext(stream);
    }

    @Override
    public void engineLoad(@Nullable InputStream stream, char @Nullable [] newPassword)
            throws IOException {
        Descriptor described =
                stream == null ? Descriptor.empty() : Descriptor.of(Descriptor.readBytes(stream));
        DescriptorSettings settings = described.settings();
        load(chosen(settings), newPassword, EntryFilter.of(settings.aliases()));
        descriptor = described.bytes();
    }

    private KmsInstance chosen(DescriptorSettings settings) throws IOException {
        try {
            if (settings.configuration() == null && settings.caller() == null) {
                return context.instance();
            }
            Configuration configuration = settings.choose(context.instance().configuration());
            return settings.configuration() == null
                    ? context.instance()
                    : context.instance(configuration);
        } catch (KmsException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private KmsInstance given(KmsLoadStoreParameter parameter) throws IOException {
        try {
            Path file = parameter.configurationFile();
            return context.instance(
                    file == null
                            ? Configuration.of(parameter.settings(), "KmsLoadStoreParameter")
                            : Configuration.load(file));
        } catch (KmsException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void engineLoad(KeyStore.@Nullable LoadStoreParameter parameter) throws IOException {
        char[] asked = parameter == null ? null : Passwords.of(parameter.getProtectionParameter());
        try {
            if (parameter instanceof KmsLoadStoreParameter given) {
                load(given(given), asked, EntryFilter.of(given.aliases()));
            } else {
                load(context.instance(), asked, EntryFilter.ALL);
            }
        } finally {
            if (asked != null) {
                Arrays.fill(asked, '\0');
            }
        }
        descriptor = Descriptor.empty().bytes();
    }

    private void load(KmsInstance instance, char @Nullable [] newPassword, EntryFilter filter)
            throws IOException {
        try {
            instance.engine(newPassword);
        } catch (KmsException e) {
            var failure = new IOException(e.getMessage(), e);
            if (e.code() == KmsErrorCode.NO_PERMISSION) {
                // The contract of KeyStore.load for a wrong password.
                var cause = new UnrecoverableKeyException(e.getMessage());
                cause.initCause(e);
                failure = new IOException(e.getMessage(), cause);
            }
            throw failure;
        }
        view = KeyStoreView.of(instance, filter);
        password = newPassword == null ? null : newPassword.clone();
    }

    @Override
    public void engineStore(@Nullable OutputStream stream, char @Nullable [] newPassword)
            throws IOException {
        if (password != null && newPassword != null && !Arrays.equals(password, newPassword)) {
            throw new IOException(
                    "the password of the KMS cannot be changed here: it is that of its root of"
                            + " trust");
        }
        commit();
        if (stream != null) {
            stream.write(descriptor);
            stream.flush();
        }
    }

    @Override
    public void engineStore(KeyStore.@Nullable LoadStoreParameter parameter) throws IOException {
        commit();
    }

    private void commit() throws IOException {
        changing.lock();
        try {
            KeyStoreView current = view();
            List<KeyStoreChange> changes = current.changes();
            if (!changes.isEmpty()) {
                current.instance().engine().creations().commit(changes);
                view = KeyStoreView.of(current.instance(), current.filter());
            }
        } catch (KmsException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            changing.unlock();
        }
    }
}
