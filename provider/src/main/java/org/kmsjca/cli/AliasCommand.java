package org.kmsjca.cli;

import org.jspecify.annotations.Nullable;
import org.kmsjca.Alias;
import org.kmsjca.AliasName;
import org.kmsjca.Page;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms alias}. */
@Command(
        name = "alias",
        addMethodSubcommands = false,
        description = "Creates, lists and changes aliases of CMKs.",
        footer = {
            "  kms alias create payroll 1234abcd-12ab-34cd-56ef-1234567890ab",
            "  kms alias list",
            "  kms alias create --help"
        })
final class AliasCommand extends CommandGroup {
    private static final String NAME = "With or without 'alias/'.";

    @Command(
            name = "create",
            description = "CreateAlias: gives a CMK a name.",
            footer = "  kms alias create payroll 1234abcd-12ab-34cd-56ef-1234567890ab")
    int create(
            @Parameters(
                            index = "0",
                            paramLabel = "NAME",
                            description =
                                    "1 to 255 of A-Z a-z 0-9 _ - /, with or without 'alias/'.")
                    String name,
            @Parameters(index = "1", paramLabel = "KEYID", description = KEY_ID) String keyId) {
        return ask(
                kms -> {
                    kms.createAlias(name, keyId);
                    return Answer.done(prefixed(name) + " names " + keyId);
                });
    }

    @Command(
            name = "update",
            description = "UpdateAlias: binds an existing alias to another CMK.",
            footer = "  kms alias update payroll 1234abcd-12ab-34cd-56ef-1234567890ab")
    int update(
            @Parameters(index = "0", paramLabel = "NAME", description = NAME) String name,
            @Parameters(index = "1", paramLabel = "KEYID", description = KEY_ID) String keyId) {
        return ask(
                kms -> {
                    kms.updateAlias(name, keyId);
                    return Answer.done(prefixed(name) + " names " + keyId);
                });
    }

    @Command(
            name = "delete",
            description = "DeleteAlias: takes a name from its CMK; the CMK stays.",
            footer = "  kms alias delete payroll")
    int delete(@Parameters(paramLabel = "NAME", description = NAME) String name) {
        return ask(
                kms -> {
                    kms.deleteAlias(name);
                    return Answer.done(prefixed(name) + " is deleted");
                });
    }

    @Command(
            name = "list",
            description =
                    "ListAliases and ListAliasesByKeyId: shows aliases in order of their names.",
            footer = {
                "  kms alias list",
                "  kms alias list --key 1234abcd-12ab-34cd-56ef-1234567890ab --json"
            })
    int list(
            @Option(names = "--key", paramLabel = "KEYID", description = "Only those of this CMK.")
                    @Nullable String keyId) {
        return ask(
                kms -> {
                    Page<Alias> aliases =
                            Pages.all(
                                    page ->
                                            keyId == null
                                                    ? kms.listAliases(page)
                                                    : kms.listAliasesByKeyId(keyId, page));
                    Table table = new Table("ALIAS", "KEY ID");
                    aliases.items().forEach(each -> table.row(each.aliasName(), each.keyId()));
                    return Answer.of(KmsJson.page("Alias", aliases, KmsJson::of), table)
                            .withEmptyRemark(
                                    keyId != null
                                            ? "the CMK has no alias"
                                            : "there are no aliases; this makes one: kms alias create NAME KEYID");
                });
    }

    private static String prefixed(String name) {
        return AliasName.PREFIX + AliasName.withoutPrefix(name);
    }
}
