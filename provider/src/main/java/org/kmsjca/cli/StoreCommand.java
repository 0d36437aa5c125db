package org.kmsjca.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.StoreAcceptance;
import org.kmsjca.StoreRestoration;
import org.kmsjca.StoreRevision;
import org.kmsjca.StoreStatus;
import org.kmsjca.file.TargetFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms store}. */
@Command(
        name = "store",
        addMethodSubcommands = false,
        description = "Backs up, copies and mends the store.",
        footer = {
            "  kms store backup kms.backup",
            "  kms store restore kms.backup",
            "  kms store accept-revision --help"
        })
final class StoreCommand extends CommandGroup {
    @Command(
            name = "backup",
            description = {
                "Writes the store as it is at this moment to one file, while programs use and"
                        + " change it, and verifies it.",
                "The file has the keys of level SOFTWARE, encrypted under the root key, which is as"
                        + " the store has it: also make a backup of that, by kms root backup."
            },
            footer = {"  kms store backup kms.backup", "  kms store backup --force kms.backup"})
    int backup(
            @Parameters(paramLabel = "FILE", description = "The file to write.") Path file,
            @Option(names = "--force", description = "Replace a file that exists.") boolean force,
            @Mixin ProgressOption progressOption) {
        return ask(
                kms -> {
                    requireOutsideOfStore(kms, file);
                    root().output().claim(file);
                    try (ProgressBar progress = progressOption.bar()) {
                        StoreRevision revision =
                                kms.store()
                                        .backup(
                                                (content, size) ->
                                                        write(
                                                                file,
                                                                force,
                                                                progress.count(content, size)));
                        JsonObject document = json(revision);
                        document.addProperty("File", file.toString());
                        return Answer.of(document, "the store is in " + file + ": " + revision);
                    }
                });
    }

    /** Refuses a file that is the store's own, or its key file: writing it would destroy that. */
    static void requireOutsideOfStore(Kms kms, Path file) {
        if (kms.store().isPartOfStore(file)) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    file
                            + " is a file of the store itself, or its key file, and would be"
                            + " destroyed; name another file");
        }
    }

    private static void write(Path file, boolean force, InputStream content) throws IOException {
        try {
            new TargetFile(file, force, true).write(content::transferTo);
        } catch (FileAlreadyExistsException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER, file + " exists; --force replaces it", e);
        }
    }

    @Command(
            name = "restore",
            description = {
                "Puts a backup in the place of the store, when it verifies under the root key. Stop"
                        + " all programs that use the store first.",
                "Keys that were made since are gone, and what was disabled, destroyed or removed"
                        + " since is as it was. The files that go are kept beside the store."
            },
            footer = {
                "  kms store restore kms.backup",
                "  kms store restore kms.backup --root-backup root-key.backup"
            })
    int restore(
            @Parameters(paramLabel = "FILE", description = "What kms store backup wrote.")
                    Path file,
            @Option(
                            names = "--root-backup",
                            paramLabel = "FILE",
                            description =
                                    "What kms root backup wrote: on a new machine, or when what"
                                            + " opened the store is lost. The root key is then"
                                            + " protected as the configuration says.")
                    @Nullable Path rootBackup,
            @Mixin ConfirmationOption confirmation,
            @Mixin PassphraseOption passphrase) {
        Predicate<StoreRestoration> isConfirmed =
                plan -> confirmation.isGiven(describe(plan), "Restore it?");
        return ask(
                kms ->
                        restored(
                                rootBackup == null
                                        ? kms.store().restore(file, isConfirmed)
                                        : kms.store()
                                                .restore(
                                                        file,
                                                        rootBackup,
                                                        passphrase.read(),
                                                        isConfirmed)));
    }

    private static String describe(StoreRestoration plan) {
        String backup = "the backup " + plan.backup() + " has " + plan.restored();
        String programs =
                plan.programs().isEmpty()
                        ? ""
                        : "; stop these programs first, which would refuse the store: "
                                + String.join(", ", plan.programs());
        return replacing(plan, backup) + programs;
    }

    private static String replacing(StoreRestoration plan, String backup) {
        return plan.replaced()
                .map(
                        replaced ->
                                "%s%s%s with %s"
                                        .formatted(
                                                backup,
                                                plan.isOlder()
                                                        ? ", which is older than the store "
                                                        : ", the store ",
                                                plan.store(),
                                                replaced))
                .orElseGet(
                        () ->
                                "%s, and there is no store %s, or none that can be read"
                                        .formatted(backup, plan.store()));
    }

    private static Answer restored(StoreRestoration restoration) {
        JsonObject document = new JsonObject();
        document.add("Restored", json(restoration.restored()));
        restoration.replaced().ifPresent(replaced -> document.add("Replaced", json(replaced)));
        restoration.kept().ifPresent(kept -> document.addProperty("Kept", kept.toString()));
        List<String> lines = new ArrayList<>();
        lines.add("restored from " + restoration.backup() + ": " + restoration.restored());
        restoration.kept().ifPresent(kept -> lines.add("what was there before is kept: " + kept));
        return Answer.of(document, screen -> lines);
    }

    private static JsonObject json(StoreRevision revision) {
        JsonObject document = new JsonObject();
        document.addProperty("Revision", revision.number());
        revision.lastChange()
                .ifPresent(time -> document.addProperty("LastChange", KmsJson.date(time)));
        return document;
    }

    @Command(
            name = "copy",
            description = {
                "Copies a store to another place, all its rows as they are, and verifies the copy."
                        + " Stop all programs that use the store first.",
                "Role, password and schema of a database are those of the configuration; set store to"
                        + " the new place afterwards. What was there stays as it is."
            },
            footer = {
                "  kms store copy sqlite:$HOME/.kms/kms.db 'jdbc:postgresql://db/kms?sslmode=verify-full'",
                "  kms store copy jdbc:postgresql://db/kms sqlite:copy.db"
            })
    int copy(
            @Parameters(
                            paramLabel = "FROM",
                            description = "sqlite:PATH, or jdbc:postgresql://HOST/DATABASE.")
                    String from,
            @Parameters(paramLabel = "TO", description = "Likewise; no store may be there.")
                    String to) {
        return ask(
                kms -> {
                    StoreRevision revision = kms.store().copy(from, to);
                    return Answer.of(json(revision), "the store is copied: " + revision);
                });
    }

    @Command(
            name = "status",
            description =
                    "Shows where the store is, its newest revision, and of one in a database the"
                            + " programs that are connected and how long a notification takes.",
            footer = "  kms store status")
    int status() {
        return ask(
                kms -> {
                    StoreStatus status = kms.store().status();
                    JsonObject document = json(status.revision());
                    document.addProperty("Store", status.store());
                    JsonArray programs = new JsonArray();
                    status.programs().forEach(programs::add);
                    document.add("Programs", programs);
                    List<String> lines = new ArrayList<>();
                    lines.add("store         " + status.store());
                    lines.add(status.revision().toString().replace("revision ", "revision      "));
                    status.programs().forEach(program -> lines.add("program       " + program));
                    status.notification()
                            .ifPresent(
                                    time -> {
                                        document.addProperty("NotificationMillis", time.toMillis());
                                        lines.add("notification  " + time.toMillis() + " ms");
                                    });
                    return Answer.of(document, screen -> lines);
                });
    }

    @Command(
            name = "accept-revision",
            description = {
                "Goes on with a store that is older than what was acknowledged.",
                "Keys that were made since are gone, and what was disabled, destroyed or removed"
                        + " since is as it was before. Says which revisions there are, and asks."
                        + " Programs that have the store open must be started anew."
            },
            footer = {"  kms store accept-revision", "  kms store accept-revision --yes"})
    int acceptRevision(@Mixin ConfirmationOption confirmation) {
        return ask(
                kms -> {
                    kms.store()
                            .acceptRevision(
                                    plan -> confirmation.isGiven(describe(plan), "Accept it?"));
                    JsonObject document = new JsonObject();
                    document.addProperty("Accepted", true);
                    return Answer.of(document, "the store is accepted as it is; the audit tells");
                });
    }

    private static String describe(StoreAcceptance plan) {
        String store = "the store " + plan.store() + " has " + plan.found();
        if (plan.acknowledged().isEmpty()) {
            return store
                    + "; which one was acknowledged, and how many changes are lost, is unknown";
        }
        long lost = plan.changesGivenUp().orElseThrow();
        String loss =
                lost == 0
                        ? "another store with as many changes"
                        : Plural.of(lost, "change") + (lost == 1 ? " is" : " are") + " given up";
        return "%s, revision %d was acknowledged: %s"
                .formatted(store, plan.acknowledged().getAsLong(), loss);
    }

    @Command(
            name = "accept-time",
            description = {
                "Believes the clock of this machine at once, whatever time the store has seen.",
                "Keys whose waiting period is over by this clock are destroyed at the next look:"
                        + " see that the clock is right, and what 'kms doctor' says of it, first."
            },
            footer = "  kms store accept-time")
    int acceptTime() {
        return ask(
                kms -> {
                    Instant time = kms.acceptTime();
                    JsonObject document = new JsonObject();
                    document.addProperty("Time", KmsJson.date(time));
                    return Answer.of(
                            document, "the time is " + KmsJson.date(time) + "; the audit tells");
                });
    }
}
