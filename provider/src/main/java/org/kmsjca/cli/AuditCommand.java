package org.kmsjca.cli;

import picocli.CommandLine.Command;

/** {@code kms audit}. */
@Command(
        name = "audit",
        description = "Shows who changed what in this KMS, and proves that it is all there.",
        footer = {"  kms audit list", "  kms audit verify", "  kms audit list --help"},
        subcommands = {AuditListCommand.class, AuditVerifyCommand.class})
final class AuditCommand {}
