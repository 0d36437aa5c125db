package org.kmsjca.cli;

import java.util.ArrayList;
import java.util.List;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms tag remove}. */
@Command(
        name = "remove",
        description = "UntagResource: takes tags from a CMK.",
        footer = "  kms tag remove 1234abcd-12ab-34cd-56ef-1234567890ab team stage")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class TagRemoveCommand extends KmsAction {
    @Parameters(index = "0", paramLabel = "KEY", description = "Key id, or its ARN.")
    private String key;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "TAG",
            description = "The key of a tag.")
    private final List<String> tagKeys = new ArrayList<>();

    @Override
    Answer run(Kms kms) {
        kms.untagResource(key, tagKeys);
        return new WithoutContent(new TagsAnswer(key, kms.listResourceTags(key)));
    }
}
