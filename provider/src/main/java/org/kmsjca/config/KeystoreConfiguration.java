package org.kmsjca.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code keystore.*}.
 *
 * @param keyImport {@code keystore.import}: whether KeyStores take other providers' keys
 * @param usage {@code keystore.usage}: the usage of RSA and SM2 keys that a KeyStore stores
 * @param configurations {@code keystore.configurations}: the directory that descriptors may choose
 *     from; null for none
 * @param versions {@code keystore.versions}: whether KeyStores list the versions of CMKs
 */
public record KeystoreConfiguration(
        KeystoreImport keyImport,
        KeystoreUsage usage,
        @Nullable Path configurations,
        boolean versions) {
    static KeystoreConfiguration read(Settings settings) {
        return new KeystoreConfiguration(
                settings.choice("keystore.import", KeystoreImport.ALLOW),
                settings.choice("keystore.usage", KeystoreUsage.AUTO),
                settings.path("keystore.configurations"),
                settings.flag("keystore.versions", "true", "false"));
    }
}
