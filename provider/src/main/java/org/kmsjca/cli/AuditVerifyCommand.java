package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AuditVerification;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kms audit verify}. */
@Command(
        name = "verify",
        description = {
            "Follows the audit's chain from its first record to its last, and names the first that"
                    + " is not the one that was written. Exit code 1 when there is one.",
            "A whole store that was put back from an older copy is found with --known only: note"
                    + " what this command prints in another place."
        },
        footer = {"  kms audit verify", "  kms audit verify --known 4711:1f2e..."})
final class AuditVerifyCommand extends KmsAction {
    private static final Pattern KNOWN = Pattern.compile("([0-9]{1,18}):([0-9a-f]{64})");

    @Option(
            names = "--known",
            paramLabel = "N:MAC",
            description = "A record that must be there, as an earlier run printed it.")
    private @Nullable String known;

    @Override
    Answer run(Kms kms) {
        if (known == null) {
            return new Verified(kms.verifyAudit());
        }
        Matcher parts = KNOWN.matcher(known);
        if (!parts.matches()) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "--known is '" + known + "', it has the form <number>:<64 hexadecimal digits>");
        }
        return new Verified(kms.verifyAudit(Long.parseLong(parts.group(1)), parts.group(2)));
    }

    private record Verified(AuditVerification found) implements Answer {
        @Override
        public JsonObject json() {
            JsonObject document = new JsonObject();
            document.addProperty("Intact", found.isIntact());
            document.addProperty("IntactRecords", found.intactRecords());
            found.lastMac().ifPresent(mac -> document.addProperty("LastMac", mac));
            found.problem().ifPresent(problem -> document.addProperty("Problem", problem));
            return document;
        }

        @Override
        public List<String> lines() {
            String last =
                    found.lastMac()
                            .map(mac -> "the last is " + found.intactRecords() + ":" + mac)
                            .orElse("there is no record");
            String intact = found.intactRecords() + " records are intact, " + last;
            return found.problem()
                    .map(problem -> List.of(intact, "BROKEN: " + problem))
                    .orElseGet(() -> List.of(intact));
        }

        @Override
        public int exitCode() {
            return found.isIntact() ? ExitCodes.FINE : ExitCodes.REFUSED;
        }
    }
}
