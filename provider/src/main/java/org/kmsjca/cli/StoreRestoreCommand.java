package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Kms;
import org.kmsjca.StoreRestoration;
import org.kmsjca.StoreRevision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kms store restore}. */
@Command(
        name = "restore",
        description = {
            "Puts a backup in the place of the store, when it verifies under the root key. Stop all"
                    + " programs that use the store first.",
            "Keys that were made since are gone, and what was disabled, destroyed or removed since"
                    + " is as it was. The files that go are kept beside the store."
        },
        footer = {
            "  kms store restore kms.backup",
            "  kms store restore kms.backup --root-backup root-key.backup"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StoreRestoreCommand extends KmsAction {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "What kms store backup wrote.")
    private Path file;

    @Mixin private ConfirmationOption confirmation;

    @Option(
            names = "--root-backup",
            paramLabel = "FILE",
            description = {
                "What kms root backup wrote: on a new machine, or when what opened the store is"
                        + " lost. The root key is then protected as the configuration says."
            })
    private @Nullable Path rootBackup;

    @Mixin private PassphraseOption passphrase;

    @Override
    Answer run(Kms kms) {
        Output output = KmsCommand.of(spec).output();
        Predicate<StoreRestoration> isConfirmed =
                plan -> confirmation.isGiven(output, describe(plan), "Restore it?");
        return new Done(
                rootBackup == null
                        ? kms.store().restore(file, isConfirmed)
                        : kms.store().restore(file, rootBackup, passphrase.read(), isConfirmed));
    }

    private static String describe(StoreRestoration plan) {
        String backup = "the backup " + plan.backup() + " has " + plan.restored();
        if (plan.replaced().isEmpty()) {
            return backup
                    + ", and there is no store "
                    + plan.store()
                    + ", or none that can be read";
        }
        StoreRevision replaced = plan.replaced().get();
        return backup
                + (plan.isOlder() ? ", which is older than the store " : ", the store ")
                + plan.store()
                + " with "
                + replaced;
    }

    static JsonObject json(StoreRevision revision) {
        JsonObject document = new JsonObject();
        document.addProperty("Revision", revision.number());
        revision.lastChange()
                .ifPresent(time -> document.addProperty("LastChange", KmsJson.date(time)));
        return document;
    }

    private record Done(StoreRestoration restoration) implements Answer {
        @Override
        public JsonObject json() {
            JsonObject document = new JsonObject();
            document.add("Restored", StoreRestoreCommand.json(restoration.restored()));
            restoration
                    .replaced()
                    .ifPresent(
                            replaced ->
                                    document.add("Replaced", StoreRestoreCommand.json(replaced)));
            restoration.kept().ifPresent(kept -> document.addProperty("Kept", kept.toString()));
            return document;
        }

        @Override
        public List<String> lines() {
            List<String> lines =
                    new ArrayList<>(
                            List.of(
                                    "restored from "
                                            + restoration.backup()
                                            + ": "
                                            + restoration.restored()));
            restoration
                    .kept()
                    .ifPresent(kept -> lines.add("what was there before is kept: " + kept));
            return lines;
        }
    }
}
