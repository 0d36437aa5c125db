package org.kmsjca.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms hsm adopt}. */
@Command(
        name = "adopt",
        description =
                "Makes a CMK of a key that is in an HSM, with the certificate of the same CKA_ID."
                        + " The key itself is not touched, also when the CMK is deleted.",
        footer = {
            "  kms hsm adopt 0a1b2c --alias signer",
            "  kms hsm adopt 0a1b2c --hsm prod --usage ENCRYPT/DECRYPT"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class HsmAdoptCommand extends KmsAction {
    @Parameters(
            paramLabel = "CKA_ID",
            description = "The key's CKA_ID in hexadecimal digits; 'kms hsm list' shows it.")
    private String id;

    @Option(
            names = "--hsm",
            paramLabel = "NAME",
            description = "The HSM, by its name in the configuration. Default: 'hsm.default'.")
    private @Nullable String hsm;

    @Option(
            names = "--spec",
            paramLabel = "KEYSPEC",
            description = "What the key is; needed where its attributes do not tell.")
    private @Nullable KeySpec spec;

    @Option(
            names = "--usage",
            paramLabel = "USAGE",
            description = "${COMPLETION-CANDIDATES}. Default: what the key's attributes allow.")
    private @Nullable KeyUsage usage;

    @Option(
            names = "--alias",
            paramLabel = "NAME",
            description = "A first alias, with or without 'alias/'.")
    private @Nullable String alias;

    @Override
    Answer run(Kms kms) {
        return new KeyAnswer(
                kms.adoptHsmObject(
                        Optional.ofNullable(hsm),
                        id,
                        Optional.ofNullable(spec),
                        Optional.ofNullable(usage),
                        Optional.ofNullable(alias)));
    }
}
