package org.kmsjca.cli;

import picocli.CommandLine.Command;

/** {@code kms hsm}. */
@Command(
        name = "hsm",
        description = "Keys that are in an HSM and are no CMKs.",
        footer = {"  kms hsm list", "  kms hsm adopt 0a1b2c --alias signer"},
        subcommands = {HsmListCommand.class, HsmAdoptCommand.class})
final class HsmCommand {}
