package org.kmsjca;

/**
 * What ReEncrypt answers: the new blob, and what had encrypted the old one.
 *
 * @param encrypted the data under the destination, which it names
 * @param sourceKeyId the CMK that decrypted: the KeyId of the KMS's answer
 * @param sourceKeyVersionId its version: the KeyVersionId of the KMS's answer
 */
public record ReEncryptedBlob(
        CiphertextBlob encrypted, String sourceKeyId, String sourceKeyVersionId) {}
