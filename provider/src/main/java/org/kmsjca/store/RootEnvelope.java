package org.kmsjca.store;

/**
 * The root key as one root of trust protects it; a store may have several of the one root key.
 *
 * @param envelopeId lower-case UUID
 * @param kind {@code keyfile}, {@code passphrase} or {@code tpm}
 * @param parameters what the kind needs to open it, as a short text, not secret
 * @param sealedRootKey the root key, encrypted
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes, handed on and never changed
public record RootEnvelope(
        String envelopeId, String kind, String parameters, byte[] sealedRootKey) {}
