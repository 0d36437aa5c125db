package org.kmsjca;

/**
 * An alias and the CMK that it names.
 *
 * @param aliasName with the prefix {@code alias/}
 */
public record Alias(String aliasName, String keyId) {}
