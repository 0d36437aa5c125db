package org.kmsjca.cli;

import java.security.PublicKey;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkMetadata;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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
    @Parameters(paramLabel = "KEY", description = "Key id, alias/NAME, or an ARN.")
    private String key;

    @Option(
            names = "--version-id",
            paramLabel = "ID",
            description = "Key version. Default: the one that a KeyStore shows.")
    private @Nullable String version;

    @Override
    Answer run(Kms kms) {
        CmkMetadata cmk = kms.describeKey(key);
        String asked = version;
        PublicKey publicKey = asked == null ? kms.getPublicKey(key) : kms.getPublicKey(key, asked);
        String found =
                cmk.versions().stream()
                        .map(CmkMetadata.KeyVersion::keyVersionId)
                        .filter(id -> kms.getPublicKey(key, id).equals(publicKey))
                        .findFirst()
                        .orElseThrow();
        return new PublicKeyAnswer(cmk.keyId(), found, publicKey);
    }
}
