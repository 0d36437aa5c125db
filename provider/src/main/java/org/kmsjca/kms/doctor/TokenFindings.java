package org.kmsjca.kms.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kmsjca.Diagnosis.Finding;
import org.kmsjca.Diagnosis.Severity;
import org.kmsjca.KmsException;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.TokenKeysOfCmks;
import org.kmsjca.kms.TokenKeysOfCmks.Doubt;
import org.kmsjca.kms.engine.KmsEngine;
import org.kmsjca.protection.TokenInventory;
import org.kmsjca.protection.TokenInventory.Condition;
import org.kmsjca.protection.TokenInventory.Location;
import org.kmsjca.store.PendingTokenOperation;
import org.kmsjca.store.PendingTokenOperation.Kind;

/** Looks at tokens, and at the keys of CMKs in them. */
final class TokenFindings {
    private final KmsEngine engine;
    private final List<Finding> findings = new ArrayList<>();

    TokenFindings(KmsEngine engine) {
        this.engine = engine;
    }

    List<Finding> all() {
        TokenInventory tokens = engine.modules().tokens();
        if (tokens == null) {
            return findings;
        }
        Map<Location, Cmk> keys = keysInTokens(tokens);
        keys.forEach((key, cmk) -> configured(tokens, key, cmk));
        leftOver();
        for (String name : tokens.places()) {
            try {
                token(tokens, name, keys);
            } catch (KmsException | LinkageError e) {
                problem("HSM " + name, message(e), "");
            }
        }
        return findings;
    }

    private void token(TokenInventory tokens, String name, Map<Location, Cmk> keys) {
        String subject = "HSM " + name;
        tokens.describe(name)
                .forEach(line -> findings.add(new Finding(Severity.OK, subject, line, "")));
        Map<Location, Cmk> missing = TokenKeysOfCmks.missing(keys, tokens, name);
        missing.forEach((key, cmk) -> missing(subject, key, cmk));
        Map<Location, Doubt> doubtful = engine.tokenKeys().doubtful(tokens, name, missing.keySet());
        doubtful.forEach((key, doubt) -> another(subject, key, doubt));
        notTold(subject, doubtful);
    }

    /** Read once for all tokens; what cannot be read is a finding, and the others go on. */
    private Map<Location, Cmk> keysInTokens(TokenInventory tokens) {
        try {
            return engine.tokenKeys().ofCmks(tokens);
        } catch (KmsException e) {
            problem("keys in tokens", message(e), "");
            return Map.of();
        }
    }

    /** Tells of objects that a token has not let go: opening the KMS has tried to destroy them. */
    private void leftOver() {
        List<PendingTokenOperation> tasks;
        try {
            tasks = engine.store().materialTasks();
        } catch (KmsException e) {
            return; // what is wrong with the store was said
        }
        for (PendingTokenOperation task : tasks) {
            if (task.kind() == Kind.DESTROY) {
                problem(
                        "HSM " + task.place(),
                        ("the key of version %s, of CMK %s that is gone or was not made, could not"
                                        + " be destroyed")
                                .formatted(task.versionId(), task.keyId()),
                        "make the token reachable and let its user destroy objects, then open the"
                                + " KMS again, which tries again and logs what the token says");
            }
        }
    }

    private void configured(TokenInventory tokens, Location key, Cmk cmk) {
        if (!tokens.places().contains(key.place())) {
            problem(
                    "HSM " + key.place(),
                    "it is not configured, and holds the key of CMK "
                            + cmk.snapshot().displayName(),
                    "set hsm." + key.place() + ".module and so on");
        }
    }

    private void missing(String hsm, Location key, Cmk cmk) {
        problem(
                hsm,
                "the token shows no key of CKA_ID %s, which CMK %s stands for"
                        .formatted(key.id(), cmk.snapshot().displayName()),
                "restore the token from its vendor's backup, or 'kms key schedule-deletion "
                        + cmk.keyId()
                        + "'");
    }

    private void another(String hsm, Location key, Doubt doubt) {
        if (doubt.condition() == Condition.ANOTHER) {
            problem(
                    hsm,
                    "the token has another key under CKA_ID %s than the one that CMK %s stands for;"
                                    .formatted(key.id(), doubt.cmk().snapshot().displayName())
                            + " it is not used",
                    "restore the token from its vendor's backup, or 'kms key schedule-deletion "
                            + doubt.cmk().keyId()
                            + "'");
        }
    }

    private void notTold(String hsm, Map<Location, Doubt> doubtful) {
        String names =
                doubtful.values().stream()
                        .filter(doubt -> doubt.condition() == Condition.NOT_TOLD)
                        .map(doubt -> doubt.cmk().snapshot().displayName())
                        .distinct()
                        .collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            findings.add(
                    new Finding(
                            Severity.ADVICE,
                            hsm,
                            "the store has no check value of the keys of "
                                    + names
                                    + ": another key under their CKA_ID would not be noticed",
                            "rotate the CMK, or make another; keys of 0.2.0 have none"));
        }
    }

    private void problem(String subject, String text, String remedy) {
        findings.add(new Finding(Severity.PROBLEM, subject, text, remedy));
    }

    private static String message(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.toString() : message;
    }
}
