package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms tag}. */
@Command(
        name = "tag",
        addMethodSubcommands = false,
        description = "Gives tags to CMKs, takes and lists them; 'kms key list' finds CMKs by tag.",
        footer = {
            "  kms tag add 1234abcd-12ab-34cd-56ef-1234567890ab team=orders stage=production",
            "  kms key list --tag-key team --tag-value orders",
            "  kms tag add --help"
        })
final class TagCommand extends CommandGroup {
    @Command(
            name = "add",
            description = {
                "TagResource: gives a CMK tags, in the place of those with the same keys.",
                "A CMK may have 20; keys and values are up to 128 letters, digits and"
                        + " / \\ _ - . + = : @."
            },
            footer =
                    "  kms tag add 1234abcd-12ab-34cd-56ef-1234567890ab team=orders"
                            + " stage=production")
    int add(
            @Parameters(index = "0", paramLabel = "KEY", description = KEY_ID) String key,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "TAG=VALUE",
                            mapFallbackValue = "",
                            parameterConsumer = UniquePairs.class,
                            description = "A tag; without =VALUE its value is empty.")
                    Map<String, String> tags) {
        return ask(
                kms -> {
                    kms.tagResource(key, tags);
                    return Answer.of(new JsonObject(), table(kms, key));
                });
    }

    @Command(
            name = "remove",
            description = "UntagResource: takes tags from a CMK.",
            footer = "  kms tag remove 1234abcd-12ab-34cd-56ef-1234567890ab team stage")
    int remove(
            @Parameters(index = "0", paramLabel = "KEY", description = KEY_ID) String key,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "TAG",
                            description = "The key of a tag.")
                    List<String> tagKeys) {
        return ask(
                kms -> {
                    kms.untagResource(key, tagKeys);
                    return Answer.of(new JsonObject(), table(kms, key))
                            .withEmptyRemark("the CMK has no tags");
                });
    }

    @Command(
            name = "list",
            description = "ListResourceTags: shows the tags of a CMK.",
            footer = "  kms tag list 1234abcd-12ab-34cd-56ef-1234567890ab")
    int list(@Parameters(paramLabel = "KEY", description = KEY_ID) String key) {
        return ask(
                kms -> {
                    String keyId = kms.describeKey(key).keyId();
                    JsonObject document =
                            KmsJson.wrapped(
                                    "Tag",
                                    kms.listResourceTags(key).entrySet(),
                                    tag -> KmsJson.tag(keyId, tag.getKey(), tag.getValue()));
                    return Answer.of(document, table(kms, key))
                            .withEmptyRemark("the CMK has no tags");
                });
    }

    /** The tags that a CMK has now, one a line. */
    private static Table table(Kms kms, String key) {
        Table table = new Table("TAG", "VALUE");
        kms.listResourceTags(key).forEach(table::row);
        return table;
    }
}
