package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms tag list}. */
@Command(
        name = "list",
        description = "ListResourceTags: shows the tags of a CMK.",
        footer = "  kms tag list 1234abcd-12ab-34cd-56ef-1234567890ab")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class TagListCommand extends KmsAction {
    @Parameters(paramLabel = "KEY", description = "Key id, or its ARN.")
    private String key;

    @Override
    Answer run(Kms kms) {
        return new TagsAnswer(kms.describeKey(key).keyId(), kms.listResourceTags(key));
    }
}
