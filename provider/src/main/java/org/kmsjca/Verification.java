package org.kmsjca;

/**
 * What AsymmetricVerify and VerifyMac answer. A signature or code that is not valid is an answer,
 * not a failure.
 *
 * @param keyId the CMK, by its key id whatever name the call gave it
 * @param keyVersionId the version of the CMK
 * @param valid whether that version made the signature or code; the KMS's Value
 */
public record Verification(String keyId, String keyVersionId, boolean valid) {}
