package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AuditActor;
import org.kmsjca.AuditRecord;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kms audit list}. */
@Command(
        name = "list",
        description = "Shows the calls that changed this KMS or were refused, oldest first.",
        footer = {
            "  kms audit list",
            "  kms audit list --key 1234abcd-12ab-34cd-56ef-1234567890ab",
            "  kms audit list --after 4711 --json"
        })
final class AuditListCommand extends KmsAction {
    private static final int AT_ONCE = 1000;

    @Option(
            names = "--after",
            paramLabel = "N",
            defaultValue = "0",
            description = "Only records behind this sequence number.")
    private long after;

    @Option(names = "--key", paramLabel = "KEYID", description = "Only those about this CMK.")
    private @Nullable String keyId;

    @Override
    Answer run(Kms kms) {
        List<AuditRecord> shown = new ArrayList<>();
        long last = after;
        List<AuditRecord> records = kms.listAuditRecords(last, AT_ONCE);
        while (!records.isEmpty()) {
            records.stream().filter(this::isAsked).forEach(shown::add);
            last = records.get(records.size() - 1).sequence();
            records = kms.listAuditRecords(last, AT_ONCE);
        }
        return new Records(shown);
    }

    private boolean isAsked(AuditRecord record) {
        return keyId == null || keyId.equals(record.keyId().orElse(null));
    }

    private record Records(List<AuditRecord> records) implements Answer {
        @Override
        public JsonObject json() {
            JsonObject document = new JsonObject();
            document.add("AuditRecords", KmsJson.array(records, KmsJson::of));
            return document;
        }

        @Override
        public List<String> lines() {
            if (records.isEmpty()) {
                return List.of();
            }
            Table table =
                    new Table()
                            .row(
                                    "NO", "TIME", "CALLER", "CALL", "KEY", "ALIAS", "OUTCOME",
                                    "PROGRAM");
            for (AuditRecord record : records) {
                table.row(
                        Long.toString(record.sequence()),
                        KmsJson.time(record.time()),
                        record.caller(),
                        record.call(),
                        record.keyId().orElse("-"),
                        record.alias().orElse("-"),
                        record.outcome(),
                        record.actor().map(Records::program).orElse("-"));
            }
            return table.lines();
        }

        /** As in {@code billing=anna@host:4711}. */
        private static String program(AuditActor actor) {
            return actor.callerName().map(name -> name + "=").orElse("")
                    + actor.user()
                    + "@"
                    + actor.host()
                    + ":"
                    + actor.processId();
        }

        @Override
        public String emptyRemark() {
            return "there are no such records";
        }
    }
}
