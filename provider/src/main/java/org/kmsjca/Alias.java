package org.kmsjca;

/**
 * An alias and the CMK that it names.
 *
 * @param aliasName with the prefix {@code alias/}
 * @param aliasArn {@code acs:kms:<region>:<account>:alias/<name>}
 */
public record Alias(String aliasName, String aliasArn, String keyId) {}
