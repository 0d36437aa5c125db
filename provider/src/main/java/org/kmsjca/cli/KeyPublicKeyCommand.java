package org.kmsjca.cli;

import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kms key public-key}. */
@Command(
        name = "public-key",
        description = "GetPublicKey: prints the public key of an asymmetric CMK as PEM.",
        footer = {
            "  kms key public-key alias/payroll > payroll.pem",
            "  openssl dgst -sha256 -verify payroll.pem -signature letter.sig letter.txt"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyPublicKeyCommand extends KmsAction {
    @Parameters(paramLabel = "KEY", description = "Key id, or alias/NAME.")
    private String key;

    @Override
    Answer run(Kms kms) {
        return new PublicKeyAnswer(kms.describeKey(key), kms.getPublicKey(key));
    }
}
