package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AuditActor;
import org.kmsjca.AuditRecord;
import org.kmsjca.AuditVerification;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kms audit}. */
@Command(
        name = "audit",
        addMethodSubcommands = false,
        description = "Shows who changed what in this KMS, and proves that it is all there.",
        footer = {"  kms audit list", "  kms audit verify", "  kms audit list --help"})
final class AuditCommand extends CommandGroup {
    private static final int AT_ONCE = 1000;
    private static final Pattern KNOWN = Pattern.compile("([0-9]{1,18}):([0-9a-f]{64})");

    @Command(
            name = "list",
            description = "Shows the calls that changed this KMS or were refused, oldest first.",
            footer = {
                "  kms audit list",
                "  kms audit list --key 1234abcd-12ab-34cd-56ef-1234567890ab",
                "  kms audit list --after 4711 --json"
            })
    int list(
            @Option(
                            names = "--after",
                            paramLabel = "N",
                            defaultValue = "0",
                            description = "Only records behind this sequence number.")
                    long after,
            @Option(
                            names = "--key",
                            paramLabel = "KEYID",
                            description = "Only those about this CMK.")
                    @Nullable String keyId) {
        return ask(
                kms -> {
                    List<AuditRecord> records = records(kms, after);
                    if (keyId != null) {
                        records.removeIf(record -> !keyId.equals(record.keyId().orElse(null)));
                    }
                    JsonObject document = new JsonObject();
                    document.add("AuditRecords", KmsJson.array(records, KmsJson::of));
                    return Answer.of(document, table(records))
                            .withEmptyRemark("there are no such records");
                });
    }

    private static List<AuditRecord> records(Kms kms, long after) {
        List<AuditRecord> all = new ArrayList<>();
        List<AuditRecord> next = kms.listAuditRecords(after, AT_ONCE);
        while (!next.isEmpty()) {
            all.addAll(next);
            next = kms.listAuditRecords(next.get(next.size() - 1).sequence(), AT_ONCE);
        }
        return all;
    }

    private static Table table(List<AuditRecord> records) {
        Table table =
                new Table("NO", "TIME", "CALLER", "CALL", "KEY", "ALIAS", "OUTCOME", "PROGRAM")
                        .details(7, 2, 5, 4);
        for (AuditRecord record : records) {
            table.row(
                    Long.toString(record.sequence()),
                    KmsJson.time(record.time()),
                    record.caller(),
                    record.call(),
                    record.keyId().orElse("-"),
                    record.alias().orElse("-"),
                    record.outcome(),
                    record.actor().map(AuditCommand::program).orElse("-"));
        }
        return table;
    }

    /** As in {@code billing=anna@host:4711}. */
    private static String program(AuditActor actor) {
        return "%s%s@%s:%d"
                .formatted(
                        actor.callerName().map(name -> name + "=").orElse(""),
                        actor.user(),
                        actor.host(),
                        actor.processId());
    }

    @Command(
            name = "verify",
            description = {
                "Follows the audit's chain from its first record to its last, and names the first"
                        + " that is not the one that was written. Exit code 1 when there is one.",
                "A whole store that was put back from an older copy is found with --known only:"
                        + " note what this command prints in another place."
            },
            footer = {"  kms audit verify", "  kms audit verify --known 4711:1f2e..."})
    int verify(
            @Option(
                            names = "--known",
                            paramLabel = "N:MAC",
                            description =
                                    "A record that must be there, as an earlier run printed it.")
                    @Nullable String known) {
        return ask(kms -> verified(known == null ? kms.verifyAudit() : verify(kms, known)));
    }

    private static AuditVerification verify(Kms kms, String known) {
        Matcher parts = KNOWN.matcher(known);
        if (!parts.matches()) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "--known is '%s', it has the form <number>:<64 hexadecimal digits>"
                            .formatted(known));
        }
        return kms.verifyAudit(Long.parseLong(parts.group(1)), parts.group(2));
    }

    private static Answer verified(AuditVerification found) {
        JsonObject document = new JsonObject();
        document.addProperty("Intact", found.isIntact());
        document.addProperty("IntactRecords", found.intactRecords());
        found.lastMac().ifPresent(mac -> document.addProperty("LastMac", mac));
        found.problem().ifPresent(problem -> document.addProperty("Problem", problem));
        String last =
                found.lastMac()
                        .map(mac -> "the last is " + found.intactRecords() + ":" + mac)
                        .orElse("there is no record");
        List<String> lines = new ArrayList<>();
        String are = found.intactRecords() == 1 ? " is" : " are";
        lines.add(Plural.of(found.intactRecords(), "record") + are + " intact, " + last);
        found.problem().ifPresent(problem -> lines.add("BROKEN: " + problem));
        return Answer.of(document, screen -> lines).withSuccess(found.isIntact());
    }
}
