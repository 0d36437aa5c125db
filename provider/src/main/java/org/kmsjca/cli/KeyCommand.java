package org.kmsjca.cli;

import java.security.PublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkMetadata;
import org.kmsjca.KeyFilter;
import org.kmsjca.Page;
import org.kmsjca.PageRequest;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms key}. */
@Command(
        name = "key",
        addMethodSubcommands = false,
        description = "Creates, lists and changes CMKs.",
        footer = {
            "  kms key create --spec Aliyun_AES_256 --alias orders",
            "  kms key list",
            "  kms key create --help"
        })
final class KeyCommand extends KeyMaterialCommands {
    @Command(
            name = "create",
            description = "CreateKey: makes a CMK with its first key version and shows it.",
            footer = {
                "  kms key create --alias orders --description 'order rows'",
                "  kms key create --spec RSA_3072 --usage ENCRYPT/DECRYPT",
                "  kms key create --spec EC_P256 --protection HSM --alias signer --json"
            })
    int create(@Mixin KeyCreateOptions options) {
        return ask(
                kms -> {
                    CmkMetadata cmk = kms.createKey(options.cmkSpec());
                    Answer answer = KeyAnswers.metadata(cmk);
                    return options.isRotated()
                            ? answer.withWarnings(rotationWarnings(cmk))
                            : answer;
                });
    }

    @Command(
            name = "list",
            description = {
                "ListKeys: shows CMKs in order of creation, all of them or one page.",
                "A filter may be given several times: a CMK is shown when it has one of the values"
                        + " of every filter."
            },
            footer = {
                "  kms key list",
                "  kms key list --state Enabled --state Disabled --usage SIGN/VERIFY",
                "  kms key list --tag-key team --tag-value orders",
                "  kms key list --page 2 --page-size 50 --json"
            })
    int list(
            @Mixin KeyFilterOptions filter,
            @ArgGroup(exclusive = false) @Nullable PageChoice choice) {
        return ask(
                kms -> {
                    Page<CmkMetadata> keys =
                            choice == null
                                    ? Pages.all(page -> kms.listKeys(filter.value(), page))
                                    : kms.listKeys(
                                            filter.value(),
                                            new PageRequest(choice.number, choice.size));
                    return KeyAnswers.list(
                            keys, choice != null || !filter.value().equals(KeyFilter.ALL));
                });
    }

    static final class PageChoice {
        @Option(
                names = "--page",
                paramLabel = "N",
                required = true,
                description = "Show this page only; the first is 1.")
        private int number;

        @Option(
                names = "--page-size",
                paramLabel = "N",
                defaultValue = "10",
                description = "CMKs on a page, 1 to 100. Default: 10.")
        private int size;
    }

    @Command(
            name = "describe",
            description = "DescribeKey: shows all that is known of a CMK.",
            footer = {
                "  kms key describe alias/orders",
                "  kms key describe 1234abcd-12ab-34cd-56ef-1234567890ab --json"
            })
    int describe(@Parameters(paramLabel = "KEY", description = ANY_KEY) String key) {
        return ask(kms -> KeyAnswers.metadata(kms.describeKey(key)));
    }

    @Command(
            name = "update-description",
            description = "UpdateKeyDescription: replaces the description of a CMK.",
            footer =
                    "  kms key update-description 1234abcd-12ab-34cd-56ef-1234567890ab 'order rows'")
    int updateDescription(
            @Parameters(index = "0", paramLabel = "KEY", description = KEY_ID) String key,
            @Parameters(index = "1", paramLabel = "TEXT", description = "0 to 8192 characters.")
                    String text) {
        return change(key, "has its new description", kms -> kms.updateKeyDescription(key, text));
    }

    @Command(
            name = "enable",
            description = "EnableKey: lets a Disabled CMK be used again.",
            footer = "  kms key enable 1234abcd-12ab-34cd-56ef-1234567890ab")
    int enable(@Parameters(paramLabel = "KEY", description = KEY_ID) String key) {
        return change(key, "is Enabled", kms -> kms.enableKey(key));
    }

    @Command(
            name = "disable",
            description = "DisableKey: refuses every use of a CMK until it is enabled again.",
            footer = "  kms key disable 1234abcd-12ab-34cd-56ef-1234567890ab")
    int disable(@Parameters(paramLabel = "KEY", description = KEY_ID) String key) {
        return change(key, "is Disabled", kms -> kms.disableKey(key));
    }

    @Command(
            name = "schedule-deletion",
            description = {
                "ScheduleKeyDeletion: refuses every use of a CMK from now on, and destroys its key"
                        + " material when the days are over.",
                "Until then cancel-deletion takes it back; afterwards nothing can."
            },
            footer = "  kms key schedule-deletion 1234abcd-12ab-34cd-56ef-1234567890ab --days 30")
    int scheduleDeletion(
            @Parameters(paramLabel = "KEY", description = KEY_ID) String key,
            @Option(names = "--days", paramLabel = "N", required = true, description = "7 to 366.")
                    int days,
            @Mixin ConfirmationOption confirmation) {
        return ask(
                kms -> {
                    confirmation.ask(
                            "In %s the key material of %s is destroyed for good. Schedule that?"
                                    .formatted(Plural.of(days, "day"), KeyAnswers.name(kms, key)));
                    Instant deleteDate = kms.scheduleKeyDeletion(key, days);
                    return KeyAnswers.changed(
                            kms, key, "will be deleted at " + KmsJson.date(deleteDate));
                });
    }

    @Command(
            name = "cancel-deletion",
            description = "CancelKeyDeletion: takes a scheduled deletion back.",
            footer = "  kms key cancel-deletion 1234abcd-12ab-34cd-56ef-1234567890ab")
    int cancelDeletion(@Parameters(paramLabel = "KEY", description = KEY_ID) String key) {
        return change(key, "will not be deleted", kms -> kms.cancelKeyDeletion(key));
    }

    @Command(
            name = "protect",
            description = "SetDeletionProtection, on: refuses to schedule the deletion of a CMK.",
            footer =
                    "  kms key protect 1234abcd-12ab-34cd-56ef-1234567890ab --description 'signs"
                            + " invoices'")
    int protect(
            @Parameters(paramLabel = "KEY", description = KEY_ID) String key,
            @Option(
                            names = "--description",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "Why it is protected.")
                    String description) {
        return change(
                key,
                "is protected from deletion",
                kms -> kms.enableDeletionProtection(key, description));
    }

    @Command(
            name = "unprotect",
            description = "SetDeletionProtection, off: lets a deletion be scheduled again.",
            footer = "  kms key unprotect 1234abcd-12ab-34cd-56ef-1234567890ab")
    int unprotect(@Parameters(paramLabel = "KEY", description = KEY_ID) String key) {
        return change(
                key, "may be scheduled for deletion", kms -> kms.disableDeletionProtection(key));
    }

    @Command(
            name = "public-key",
            description = "GetPublicKey: prints the public key of an asymmetric CMK as PEM.",
            footer = {
                "  kms key public-key alias/payroll > payroll.pem",
                "  openssl dgst -sha256 -verify payroll.pem -signature letter.sig letter.txt"
            })
    int publicKey(
            @Parameters(paramLabel = "KEY", description = ANY_KEY) String key,
            @Option(
                            names = "--version-id",
                            paramLabel = "ID",
                            description = "Key version. Default: the one that a KeyStore shows.")
                    @Nullable String version) {
        return ask(
                kms -> {
                    CmkMetadata cmk = kms.describeKey(key);
                    PublicKey publicKey =
                            version == null
                                    ? kms.getPublicKey(key)
                                    : kms.getPublicKey(key, version);
                    String found =
                            cmk.versions().stream()
                                    .map(CmkMetadata.KeyVersion::keyVersionId)
                                    .filter(id -> kms.getPublicKey(key, id).equals(publicKey))
                                    .findFirst()
                                    .orElseThrow();
                    return KeyAnswers.publicKey(cmk.keyId(), found, publicKey);
                });
    }
}
