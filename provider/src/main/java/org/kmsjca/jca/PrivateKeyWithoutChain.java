package org.kmsjca.jca;

import java.security.KeyStore;
import java.util.Set;

/** The entry of a private key that has no certificate: PrivateKeyEntry cannot be made for it. */
record PrivateKeyWithoutChain(KmsKey key, Set<KeyStore.Entry.Attribute> attributes)
        implements KeyStore.Entry {
    @Override
    public Set<KeyStore.Entry.Attribute> getAttributes() {
        return attributes;
    }
}
