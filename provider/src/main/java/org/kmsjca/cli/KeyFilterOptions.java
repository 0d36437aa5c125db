package org.kmsjca.cli;

import java.util.LinkedHashSet;
import java.util.Set;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeyFilter.CreatorType;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.ProtectionLevel;
import picocli.CommandLine.Option;

/** The filters of {@code kms key list}. */
final class KeyFilterOptions {
    @Option(names = "--key-id", paramLabel = "KEY", description = "The key id.")
    private final Set<String> keyIds = new LinkedHashSet<>();

    @Option(
            names = "--alias",
            paramLabel = "ALIAS",
            description = "A whole alias, with or without alias/.")
    private final Set<String> aliasNames = new LinkedHashSet<>();

    @Option(names = "--state", paramLabel = "STATE", description = "${COMPLETION-CANDIDATES}.")
    private final Set<KeyState> states = new LinkedHashSet<>();

    @Option(names = "--spec", paramLabel = "KEYSPEC", description = "${COMPLETION-CANDIDATES}.")
    private final Set<KeySpec> specs = new LinkedHashSet<>();

    @Option(names = "--usage", paramLabel = "USAGE", description = "${COMPLETION-CANDIDATES}.")
    private final Set<KeyUsage> usages = new LinkedHashSet<>();

    @Option(names = "--protection", paramLabel = "LEVEL", description = "${COMPLETION-CANDIDATES}.")
    private final Set<ProtectionLevel> protectionLevels = new LinkedHashSet<>();

    @Option(
            names = "--creator",
            paramLabel = "CREATOR",
            description = "The account's id, or the code of a service, such as OSS.")
    private final Set<String> creators = new LinkedHashSet<>();

    @Option(
            names = "--creator-type",
            paramLabel = "TYPE",
            description = "${COMPLETION-CANDIDATES}.")
    private final Set<CreatorType> creatorTypes = new LinkedHashSet<>();

    @Option(names = "--tag-key", paramLabel = "TAG", description = "The key of a tag.")
    private final Set<String> tagKeys = new LinkedHashSet<>();

    @Option(
            names = "--tag-value",
            paramLabel = "VALUE",
            description = "The value of a tag; with --tag-key, of the same tag.")
    private final Set<String> tagValues = new LinkedHashSet<>();

    KeyFilter value() {
        return KeyFilter.ALL
                .withKeyIds(keyIds.toArray(String[]::new))
                .withAliasNames(aliasNames.toArray(String[]::new))
                .withKeyStates(states.toArray(KeyState[]::new))
                .withKeySpecs(specs.toArray(KeySpec[]::new))
                .withKeyUsages(usages.toArray(KeyUsage[]::new))
                .withProtectionLevels(protectionLevels.toArray(ProtectionLevel[]::new))
                .withCreators(creators.toArray(String[]::new))
                .withCreatorTypes(creatorTypes.toArray(CreatorType[]::new))
                .withTagKeys(tagKeys.toArray(String[]::new))
                .withTagValues(tagValues.toArray(String[]::new));
    }
}
