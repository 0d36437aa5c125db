package org.kmsjca.protection.software.root;

/**
 * The root key as one root of trust protects it.
 *
 * @param parameters what opening needs besides the secret, as a short text; not secret itself
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes, handed on and never changed
public record SealedRootKey(String parameters, byte[] sealed) {}
