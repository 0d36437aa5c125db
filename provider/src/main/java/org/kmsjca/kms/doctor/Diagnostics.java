package org.kmsjca.kms.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.kmsjca.AuditVerification;
import org.kmsjca.Diagnosis;
import org.kmsjca.Diagnosis.Finding;
import org.kmsjca.Diagnosis.Severity;
import org.kmsjca.KeyState;
import org.kmsjca.RootStatus;
import org.kmsjca.config.Configuration;
import org.kmsjca.config.RootKind;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.EmbeddedLibraries;
import org.kmsjca.kms.engine.HomePermissions;
import org.kmsjca.kms.engine.KmsEngine;
import org.kmsjca.kms.engine.KmsInstance;
import org.kmsjca.protection.software.root.KeyFileRoot;

/** Looks at a KMS from its configuration to its keys, and at the JVM that it runs in. */
public final class Diagnostics {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final KmsInstance instance;
    private final List<Finding> findings = new ArrayList<>();

    public Diagnostics(KmsInstance instance) {
        this.instance = instance;
    }

    /** Looks at everything; what is broken is a finding, nothing is thrown. */
    public Diagnosis run() {
        try {
            Configuration configuration = instance.configuration();
            ok("configuration", configuration.source() + ", home " + configuration.home());
            store(configuration);
            findings.addAll(SecretFiles.findings(configuration));
            if (configuration.isStoreFile()) {
                DiskRoom.finding(configuration.databaseFile()).ifPresent(findings::add);
            }
        } catch (RuntimeException | LinkageError e) {
            problem("configuration", message(e), "");
        }
        ok("libraries", EmbeddedLibraries.describe());
        findings.addAll(new JvmInspection().findings());
        return new Diagnosis(findings);
    }

    private void store(Configuration configuration) {
        KmsEngine engine;
        try {
            engine = instance.engine();
        } catch (RuntimeException | LinkageError e) {
            problem("store", message(e), "");
            envelopes();
            return;
        }
        List<String> problems = engine.store().check();
        if (problems.isEmpty()) {
            ok("store", engine.store().location() + ", every row is authentic");
        }
        for (String problem : problems) {
            problem("store", problem, "kms store restore FILE, with a backup");
        }
        engine.store()
                .counterValue()
                .ifPresent(
                        value ->
                                ok(
                                        "store age",
                                        "the TPM counts what is taken away and stands at "
                                                + value
                                                + ": an older copy of the home is refused"));
        String clock = engine.scheduledChanges().clockProblem();
        if (clock != null) {
            problem("clock", clock, "set the clock right, or kms store accept-time");
        }
        String difference = engine.scheduledChanges().clockDifference();
        if (difference != null) {
            findings.add(
                    new Finding(
                            Severity.ADVICE,
                            "clock",
                            difference,
                            "set the clock right, here or there, for example by NTP"));
        }
        for (String advice : engine.store().surroundings().advice()) {
            findings.add(
                    new Finding(
                            Severity.ADVICE, "database", advice, "docs/postgresql.md says how"));
        }
        if (engine.store().isReadOnly()) {
            findings.add(
                    new Finding(
                            Severity.ADVICE,
                            "store",
                            "it cannot be written: keys can be used, nothing can be changed",
                            "if that is not meant, make room on the disk, or give this user the"
                                    + " right to write the store and its directory"));
        }
        HomePermissions.problems(configuration)
                .forEach(problem -> problem("files", problem, "chmod go-rwx"));
        audit(engine.audit().verify());
        root(configuration, engine);
        ok("protection levels", engine.modules().byLevel().keySet().toString());
        engine.modules()
                .software()
                .engines()
                .forEach((algorithm, name) -> ok("software engine", algorithm + ": " + name));
        findings.addAll(new TokenFindings(engine).all());
        keys(engine);
    }

    private void audit(AuditVerification audit) {
        audit.problem()
                .ifPresentOrElse(
                        problem ->
                                problem(
                                        "audit",
                                        problem,
                                        "keep the store as it is for whoever looks into it"),
                        () ->
                                ok(
                                        "audit",
                                        audit.intactRecords()
                                                + (audit.intactRecords() == 1
                                                        ? " record, the chain is intact"
                                                        : " records, the chain is intact")));
    }

    private void root(Configuration configuration, KmsEngine engine) {
        String description = engine.rootDescription();
        if (!description.startsWith("key file")) {
            ok("root of trust", description);
            otherWays();
            return;
        }
        String exposed = new KeyFileRoot(configuration.rootKeyfile()).permissionProblem();
        if (exposed != null) {
            problem("root of trust", exposed, "chmod 600 " + configuration.rootKeyfile());
        } else if (configuration.root() == RootKind.AUTO) {
            findings.add(
                    new Finding(
                            Severity.ADVICE,
                            "root of trust",
                            description + ": whoever can read it and the store can use the keys",
                            "kms root change --to passphrase keeps the root key off the disk; root=keyfile says"
                                    + " that the key file is meant"));
        } else {
            ok("root of trust", description);
        }
    }

    /** Describes the protection of a store that does not open. */
    private void envelopes() {
        try {
            for (RootStatus.Envelope envelope : instance.root().status().envelopes()) {
                findings.add(
                        new Finding(
                                Severity.ADVICE,
                                "root of trust",
                                "the store can be opened by: " + envelope.description(),
                                ""));
            }
        } catch (RuntimeException | LinkageError e) {
            return; // what is wrong with the store was said
        }
    }

    private void otherWays() {
        RootStatus status = instance.root().status();
        if (status.isWithoutWayBack()) {
            findings.add(
                    new Finding(
                            Severity.ADVICE,
                            "root of trust",
                            "when the TPM is replaced or cleared, every key is lost",
                            "kms root backup FILE, or kms root enroll --to passphrase"));
        }
    }

    private void keys(KmsEngine engine) {
        List<Cmk> all = engine.lookup().all();
        long pending =
                all.stream()
                        .filter(cmk -> cmk.snapshot().keyState() == KeyState.PENDING_DELETION)
                        .count();
        ok("CMKs", all.size() + " in all, " + pending + " waiting for deletion");
        findings.addAll(RotationFindings.of(all));
        Instant now = Instant.now();
        BackupAge.finding(engine.audit(), all, now).ifPresent(findings::add);
        all.stream()
                .filter(cmk -> cmk.creationDate().isAfter(now.plus(TOLERANCE)))
                .findFirst()
                .ifPresent(
                        cmk ->
                                findings.add(
                                        new Finding(
                                                Severity.ADVICE,
                                                "clock",
                                                "the CMK %s was made at %s, which is in the future"
                                                        .formatted(cmk.keyId(), cmk.creationDate()),
                                                "set the clock right")));
        for (Cmk cmk : all) {
            if (!cmk.snapshot().record().certificateChain().isEmpty()
                    && cmk.certificateChain().isEmpty()) {
                problem(
                        "CMK " + cmk.keyId(),
                        "its certificate chain cannot be read by this JDK",
                        "attach a chain that the JDK can read");
            }
        }
    }

    private void ok(String subject, String text) {
        findings.add(new Finding(Severity.OK, subject, text, ""));
    }

    private void problem(String subject, String text, String remedy) {
        findings.add(new Finding(Severity.PROBLEM, subject, text, remedy));
    }

    private static String message(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.toString() : message;
    }
}
