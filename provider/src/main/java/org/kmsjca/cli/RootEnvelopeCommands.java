package org.kmsjca.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.KmsRoot;
import org.kmsjca.RootStatus;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands of {@code kms root} about single envelopes of the root key. */
@Command(addMethodSubcommands = false)
abstract class RootEnvelopeCommands extends CommandGroup {
    static final String NEW_FILE = "The file to write; it must not exist.";
    private static final String ENVELOPE = "Envelope id, see kms root status.";

    @Command(
            name = "enroll",
            description = {
                "Adds another way to the root key; what there is stays.",
                "For a second TPM: --device when it is connected now; on its own machine --from a"
                        + " backup; or --storage-key, with what kms root storage-key wrote there."
            },
            footer = {
                "  kms root enroll --to passphrase",
                "  kms root enroll --device /dev/tpmrm1",
                "  kms root enroll --from root-key.backup",
                "  kms root enroll --storage-key other-machine.pub"
            })
    int enroll(
            @ArgGroup(multiplicity = "1") Way way,
            @Option(
                            names = "--parent",
                            paramLabel = "HANDLE",
                            description =
                                    "With --storage-key: the setting tpm.parent of its machine.")
                    @Nullable String parent,
            @Mixin PassphraseOption passphrase) {
        return ask(
                kms -> {
                    KmsRoot root = kms.root();
                    if (way.kind != null) {
                        root.enroll(way.kind);
                    } else if (way.device != null) {
                        root.enrollTpm(way.device);
                    } else if (way.backup != null) {
                        root.enrollFromBackup(way.backup, passphrase.read());
                    } else if (way.storageKey != null) {
                        root.enrollTpm(
                                ArgumentFile.read(way.storageKey), Optional.ofNullable(parent));
                    }
                    return answer(kms, "enrolled");
                });
    }

    static final class Way {
        @Option(
                names = "--to",
                paramLabel = "KIND",
                description = "tpm, passphrase or keyfile, as the configuration describes it.")
        private @Nullable String kind;

        @Option(
                names = "--device",
                paramLabel = "TPM",
                description = "A TPM that is connected now, as in the setting tpm.device.")
        private @Nullable String device;

        @Option(
                names = "--from",
                paramLabel = "FILE",
                description = "Open the store with this backup; add what the configuration says.")
        private @Nullable Path backup;

        @Option(
                names = "--storage-key",
                paramLabel = "FILE",
                description = "Storage key (TPM2B_PUBLIC) of a TPM in another machine.")
        private @Nullable Path storageKey;
    }

    @Command(
            name = "reseal",
            description = {
                "Seals the root key by the TPM anew, to the configured tpm.pcrs as they are now.",
                "Before a planned change of firmware or boot loader give the values to come with"
                        + " --expect: the store then opens in both states. Confirm the change"
                        + " afterwards by kms root reseal without --expect."
            },
            footer = {"  kms root reseal --expect 7=8f3c...", "  kms root reseal"})
    int reseal(
            @Option(
                            names = "--expect",
                            paramLabel = "PCR=HEX",
                            description =
                                    "Value of a PCR after the planned change. May be repeated.")
                    @Nullable Map<Integer, String> expected) {
        return ask(
                kms -> {
                    Map<Integer, byte[]> values = new TreeMap<>();
                    if (expected != null) {
                        expected.forEach((index, hex) -> values.put(index, value(index, hex)));
                    }
                    kms.root().reseal(values);
                    return values.isEmpty()
                            ? answer(kms, "sealed to the present state")
                            : answer(
                                    kms,
                                    "sealed to the present and to the expected state of PCRs",
                                    "after the change: kms root reseal");
                });
    }

    private static byte[] value(int index, String hex) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "the value of PCR " + index + " is not hexadecimal",
                    e);
        }
    }

    @Command(
            name = "remove",
            description = {
                "Removes one of several envelopes of the root key, for good.",
                "It is no way in any more, but revokes nothing: whoever has an older copy of the"
                        + " store and what opens the envelope has the root key; kms root change"
                        + " --new-key makes another."
            },
            footer = "  kms root remove 1234abcd-12ab-34cd-56ef-1234567890ab")
    int remove(@Parameters(paramLabel = "ENVELOPE", description = ENVELOPE) String envelope) {
        return ask(
                kms -> {
                    kms.root().remove(envelope);
                    return answer(kms, "removed");
                });
    }

    @Command(
            name = "storage-key",
            description = {
                "Writes the public storage key (TPM2B_PUBLIC) of this machine's TPM to a new file.",
                "Another machine seals its store's root key for this TPM with it: kms root enroll"
                        + " --storage-key."
            },
            footer = "  kms root storage-key this-machine.pub")
    int storageKey(@Parameters(paramLabel = "FILE", description = NEW_FILE) Path file) {
        return ask(
                kms -> {
                    ArgumentFile.write(root().output(), file, false, kms.root().storageKey());
                    return written(file);
                });
    }

    @Command(
            name = "export",
            description = {
                "Writes an envelope of a TPM as a TPM 2.0 key file (PEM) to a new file.",
                "It opens by that TPM only; tpm2-tools can load and unseal it."
            },
            footer = "  kms root export 1234abcd-12ab-34cd-56ef-1234567890ab root-key.pem")
    int export(
            @Parameters(index = "0", paramLabel = "ENVELOPE", description = ENVELOPE)
                    String envelope,
            @Parameters(index = "1", paramLabel = "FILE", description = NEW_FILE) Path file) {
        return ask(
                kms -> {
                    String pem = kms.root().exportKeyFile(envelope);
                    ArgumentFile.write(
                            root().output(), file, true, pem.getBytes(StandardCharsets.US_ASCII));
                    return written(file);
                });
    }

    private static Answer written(Path file) {
        JsonObject document = new JsonObject();
        document.addProperty("File", file.toString());
        return Answer.of(document, "written to " + file);
    }

    @Command(
            name = "import",
            description = {
                "Adds an envelope from a TPM 2.0 key file (PEM) that holds the root key of this"
                        + " store.",
                "This machine's TPM must open it; a PIN that it asks for is tpm.auth."
            },
            footer = "  kms root import root-key.pem")
    int importKeyFile(
            @Parameters(paramLabel = "FILE", description = "A TPM 2.0 key file.") Path file,
            @Mixin ConfirmationOption confirmation) {
        return ask(
                kms -> {
                    byte[] read = ArgumentFile.read(file);
                    confirmation.ask(
                            "Whoever has this store and the TPM of "
                                    + file
                                    + " can open it from now on. Add that?");
                    String pem = new String(read, StandardCharsets.UTF_8);
                    kms.root().importKeyFile(pem);
                    return answer(kms, "enrolled from " + file);
                });
    }

    /**
     * What protects the root key now.
     *
     * @param remarks sentences for people that come first
     */
    static Answer answer(Kms kms, String... remarks) {
        RootStatus status = kms.root().status();
        JsonArray envelopes = new JsonArray();
        Table table = new Table("ENVELOPE ID", "KIND", "DESCRIPTION");
        for (RootStatus.Envelope envelope : status.envelopes()) {
            JsonObject item = new JsonObject();
            item.addProperty("EnvelopeId", envelope.envelopeId());
            item.addProperty("Kind", envelope.kind());
            item.addProperty("Description", envelope.description());
            envelopes.add(item);
            table.row(envelope.envelopeId(), envelope.kind(), envelope.description());
        }
        JsonObject document = new JsonObject();
        document.addProperty("Store", status.store());
        document.addProperty("Root", status.setting());
        document.add("Envelopes", envelopes);
        status.lastBackup()
                .ifPresent(time -> document.addProperty("LastBackup", KmsJson.date(time)));
        return Answer.of(
                document,
                screen -> {
                    List<String> lines = new ArrayList<>(List.of(remarks));
                    lines.addAll(table.lines(screen));
                    lines.add("configuration: root=" + status.setting());
                    lines.add(
                            "last backup: "
                                    + status.lastBackup().map(KmsJson::date).orElse("none"));
                    if (status.isWithoutWayBack()) {
                        lines.add(
                                "when the TPM is replaced or cleared, every key is lost: make a"
                                        + " backup (kms root backup FILE) or enroll a passphrase");
                    }
                    return lines;
                });
    }
}
