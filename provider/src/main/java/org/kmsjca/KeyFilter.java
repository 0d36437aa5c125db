package org.kmsjca;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which CMKs ListKeys shall list: all conditions must hold, each of them with any of its values. A
 * condition without values holds always. Immutable.
 */
public final class KeyFilter {
    /** Every CMK. */
    public static final KeyFilter ALL = new KeyFilter(Map.of());

    /** The kinds of creators of CMKs. */
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

        private static CreatorType of(CmkMetadata cmk) {
            // the codes of services begin with a letter
            return Character.isDigit(cmk.creator().charAt(0)) ? USER : SERVICE;
        }

        @Override
        public String toString() {
            return kmsName;
        }
    }

    /** The properties of a CMK that a condition may ask for. */
    private enum Property {
        KEY_ID,
        ALIAS_NAME,
        KEY_STATE,
        KEY_SPEC,
        KEY_USAGE,
        PROTECTION_LEVEL,
        CREATOR,
        CREATOR_TYPE,
        TAG_KEY,
        TAG_VALUE;

        private Collection<?> of(CmkMetadata cmk) {
            return switch (this) {
                case KEY_ID -> Set.of(cmk.keyId(), cmk.arn());
                case ALIAS_NAME -> cmk.aliases();
                case KEY_STATE -> Set.of(cmk.keyState());
                case KEY_SPEC -> Set.of(cmk.keySpec());
                case KEY_USAGE -> Set.of(cmk.keyUsage());
                case PROTECTION_LEVEL -> Set.of(cmk.protectionLevel());
                case CREATOR -> Set.of(cmk.creator());
                case CREATOR_TYPE -> Set.of(CreatorType.of(cmk));
                case TAG_KEY -> cmk.tags().keySet();
                case TAG_VALUE -> cmk.tags().values();
            };
        }
    }

    private final Map<Property, Set<Object>> conditions;

    private KeyFilter(Map<Property, Set<Object>> conditions) {
        this.conditions = Map.copyOf(conditions);
    }

    private KeyFilter with(Property property, Object[] values) {
        Map<Property, Set<Object>> more = new EnumMap<>(Property.class);
        more.putAll(conditions);
        if (values.length == 0) {
            more.remove(property);
        } else {
            more.put(property, Set.copyOf(List.of(values)));
        }
        return new KeyFilter(more);
    }

    /** This filter, with these key ids, or ARNs, as its condition KeyId. */
    public KeyFilter withKeyIds(String... any) {
        return with(Property.KEY_ID, any);
    }

    /** This filter, with these aliases, whole, as its condition AliasName. */
    public KeyFilter withAliasNames(String... any) {
        return with(Property.ALIAS_NAME, Stream.of(any).map(AliasName::withoutPrefix).toArray());
    }

    /** This filter, with these states as its condition KeyState. */
    public KeyFilter withKeyStates(KeyState... any) {
        return with(Property.KEY_STATE, any);
    }

    /** This filter, with these specs as its condition KeySpec. */
    public KeyFilter withKeySpecs(KeySpec... any) {
        return with(Property.KEY_SPEC, any);
    }

    /** This filter, with these usages as its condition KeyUsage. */
    public KeyFilter withKeyUsages(KeyUsage... any) {
        return with(Property.KEY_USAGE, any);
    }

    /** This filter, with these levels as its condition ProtectionLevel. */
    public KeyFilter withProtectionLevels(ProtectionLevel... any) {
        return with(Property.PROTECTION_LEVEL, any);
    }

    /** This filter, with these as its condition Creator: the account's id, or a service's code. */
    public KeyFilter withCreators(String... any) {
        return with(Property.CREATOR, any);
    }

    /** This filter, with these types as its condition CreatorType. */
    public KeyFilter withCreatorTypes(CreatorType... any) {
        return with(Property.CREATOR_TYPE, any);
    }

    /** This filter, with a tag of one of these keys as its condition TagKey. */
    public KeyFilter withTagKeys(String... any) {
        return with(Property.TAG_KEY, any);
    }

    /** This filter, with a tag of one of these values as its condition TagValue. */
    public KeyFilter withTagValues(String... any) {
        return with(Property.TAG_VALUE, any);
    }

    /** Whether the CMK fulfils all conditions. */
    public boolean accepts(CmkMetadata cmk) {
        return conditions.entrySet().stream()
                        .allMatch(each -> holds(each.getValue(), each.getKey().of(cmk)))
                && holdsOneTag(cmk);
    }

    private static boolean holds(Set<Object> anyOf, Collection<?> values) {
        return values.stream().anyMatch(anyOf::contains);
    }

    /** Matches tags; one tag must have both the key and the value that are asked for. */
    private boolean holdsOneTag(CmkMetadata cmk) {
        Set<Object> keys = conditions.get(Property.TAG_KEY);
        Set<Object> values = conditions.get(Property.TAG_VALUE);
        return keys == null
                || values == null
                || cmk.tags().entrySet().stream()
                        .anyMatch(
                                tag ->
                                        keys.contains(tag.getKey())
                                                && values.contains(tag.getValue()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyFilter that && conditions.equals(that.conditions);
    }

    @Override
    public int hashCode() {
        return conditions.hashCode();
    }

    /** The conditions by name, such as {@code KeyFilter[KEY_STATE=[Enabled]]}. */
    @Override
    public String toString() {
        return conditions.entrySet().stream()
                .map(Object::toString)
                .sorted()
                .collect(Collectors.joining(", ", "KeyFilter[", "]"));
    }
}
