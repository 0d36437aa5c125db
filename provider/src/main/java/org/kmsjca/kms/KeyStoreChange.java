package org.kmsjca.kms;

import java.util.List;
import org.kmsjca.KeyUsage;

/** A change that a KeyStore holds back until it is stored. */
public sealed interface KeyStoreChange {
    /** The name of the entry that it is about, as an alias without prefix or as a key id. */
    String name();

    /**
     * A key under a name, with its certificates.
     *
     * @param usageIfNew what a transient key is to be used for as a CMK
     * @param certificateChain DER, leaf first
     */
    record SetKey(String name, ManagedKey key, KeyUsage usageIfNew, List<byte[]> certificateChain)
            implements KeyStoreChange {}

    /** A certificate without a key. */
    @SuppressWarnings("ArrayRecordComponent") // DER, handed on and never changed
    record SetCertificate(String name, byte[] certificate) implements KeyStoreChange {}

    /** No entry under a name. */
    record Delete(String name) implements KeyStoreChange {}
}
