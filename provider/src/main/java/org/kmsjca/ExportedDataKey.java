package org.kmsjca;

/**
 * A data key for somebody else: under a CMK, and under that somebody's public key.
 *
 * @param encrypted the data key under the CMK
 * @param exported the data key's bytes under the public key
 */
@SuppressWarnings("ArrayRecordComponent") // ciphertext, made for one caller
public record ExportedDataKey(CiphertextBlob encrypted, byte[] exported) {}
