package org.kmsjca.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms tag add}. */
@Command(
        name = "add",
        description = {
            "TagResource: gives a CMK tags, in the place of those with the same keys.",
            "A CMK may have 20; keys and values are up to 128 letters, digits and / \\ _ - . + = : @."
        },
        footer = "  kms tag add 1234abcd-12ab-34cd-56ef-1234567890ab team=orders stage=production")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class TagAddCommand extends KmsAction {
    @Parameters(index = "0", paramLabel = "KEY", description = "Key id, or its ARN.")
    private String key;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "TAG=VALUE",
            mapFallbackValue = "",
            description = "A tag; without =VALUE its value is empty.")
    private final Map<String, String> tags = new LinkedHashMap<>();

    @Override
    Answer run(Kms kms) {
        kms.tagResource(key, tags);
        return new WithoutContent(new TagsAnswer(key, kms.listResourceTags(key)));
    }
}
