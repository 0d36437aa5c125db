package org.kmsjca;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which CMKs ListKeys shall list: all conditions must hold, each of them with any of its values. A
 * condition without values holds always. Immutable.
 */
public record KeyFilter(
        Set<KeyState> keyStates,
        Set<KeySpec> keySpecs,
        Set<KeyUsage> keyUsages,
        Set<ProtectionLevel> protectionLevels,
        Set<CreatorType> creatorTypes,
        Set<String> tagKeys,
        Set<String> tagValues) {

    /** Who created a CMK. */
    public enum CreatorType {
        USER("User"),
        SERVICE("Service");

        private final String kmsName;

        CreatorType(String kmsName) {
            this.kmsName = kmsName;
        }

        /**
         * The type with the KMS's spelling.
         *
         * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when there is none
         */
        public static CreatorType of(String kmsName) {
            return KmsNames.lookup("CreatorType", values(), kmsName);
        }

        @Override
        public String toString() {
            return kmsName;
        }
    }

    /** Every CMK. */
    public static final KeyFilter ALL =
            new KeyFilter(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

    public KeyFilter {
        keyStates = Set.copyOf(keyStates);
        keySpecs = Set.copyOf(keySpecs);
        keyUsages = Set.copyOf(keyUsages);
        protectionLevels = Set.copyOf(protectionLevels);
        creatorTypes = Set.copyOf(creatorTypes);
        tagKeys = Set.copyOf(tagKeys);
        tagValues = Set.copyOf(tagValues);
    }

    /** This filter, with the states as a further condition. */
    public KeyFilter withKeyStates(KeyState first, KeyState... more) {
        return new KeyFilter(
                EnumSet.of(first, more),
                keySpecs,
                keyUsages,
                protectionLevels,
                creatorTypes,
                tagKeys,
                tagValues);
    }

    /** This filter, with the specs as a further condition. */
    public KeyFilter withKeySpecs(KeySpec first, KeySpec... more) {
        return new KeyFilter(
                keyStates,
                EnumSet.of(first, more),
                keyUsages,
                protectionLevels,
                creatorTypes,
                tagKeys,
                tagValues);
    }

    /** This filter, with a tag of one of these keys as a further condition. */
    public KeyFilter withTagKeys(String... keys) {
        return new KeyFilter(
                keyStates,
                keySpecs,
                keyUsages,
                protectionLevels,
                creatorTypes,
                Set.of(keys),
                tagValues);
    }

    /** This filter, with a tag of one of these values as a further condition. */
    public KeyFilter withTagValues(String... values) {
        return new KeyFilter(
                keyStates,
                keySpecs,
                keyUsages,
                protectionLevels,
                creatorTypes,
                tagKeys,
                Set.of(values));
    }

    /** Whether the CMK fulfils all conditions. */
    public boolean accepts(CmkMetadata cmk) {
        return holds(keyStates, cmk.keyState())
                && holds(keySpecs, cmk.keySpec())
                && holds(keyUsages, cmk.keyUsage())
                && holds(protectionLevels, cmk.protectionLevel())
                && holds(creatorTypes, creatorType(cmk))
                && holdsTag(cmk);
    }

    /** Where both are asked for, one tag must have the key and the value. */
    private boolean holdsTag(CmkMetadata cmk) {
        return (tagKeys.isEmpty() && tagValues.isEmpty())
                || cmk.tags().entrySet().stream()
                        .anyMatch(
                                tag ->
                                        holds(tagKeys, tag.getKey())
                                                && holds(tagValues, tag.getValue()));
    }

    private static CreatorType creatorType(CmkMetadata cmk) {
        return cmk.creator().equals(CmkMetadata.USER) ? CreatorType.USER : CreatorType.SERVICE;
    }

    private static <T> boolean holds(Set<T> condition, T value) {
        return condition.isEmpty() || condition.contains(value);
    }
}
