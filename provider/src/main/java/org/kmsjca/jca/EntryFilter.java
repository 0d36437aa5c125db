package org.kmsjca.jca;

import java.security.KeyStoreException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AliasName;
import org.kmsjca.kms.KeyScope;
import org.kmsjca.text.Printable;

/**
 * Limits a KeyStore to some of the entries of its KMS, to read and to change. A name covers the
 * versions of its CMK, {@code name#<version id>}; a CMK's other names are not covered.
 */
final class EntryFilter {
    /** Covers every entry. */
    static final EntryFilter ALL = new EntryFilter(null);

    private final @Nullable Set<String> names;

    private EntryFilter(@Nullable Set<String> names) {
        this.names = names;
    }

    /**
     * Covers the named entries.
     *
     * @param names of aliases, without {@code alias/}, and key ids; null for all
     */
    static EntryFilter of(@Nullable Set<String> names) {
        return names == null ? ALL : new EntryFilter(Set.copyOf(names));
    }

    boolean coversAll() {
        return names == null;
    }

    boolean covers(String alias) {
        if (names == null) {
            return true;
        }
        String name = AliasName.withoutPrefix(KeyScope.cmkName(alias));
        return names.contains(
                AliasName.looksLikeKeyId(name) ? name.toLowerCase(Locale.ROOT) : name);
    }

    void require(String alias) throws KeyStoreException {
        if (!covers(alias)) {
            throw new KeyStoreException(
                    ("'%s' is not among the keystore.aliases that this KeyStore is limited"
                                    + " to; add it there, or use another KeyStore")
                            .formatted(Printable.of(alias)));
        }
    }
}
