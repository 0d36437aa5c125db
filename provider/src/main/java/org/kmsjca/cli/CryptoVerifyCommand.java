package org.kmsjca.cli;

import org.kmsjca.Kms;
import org.kmsjca.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kms crypto verify}. */
@Command(
        name = "verify",
        description = {
            "AsymmetricVerify: whether a CMK made the signature of a digest.",
            "The exit code is 1 when the signature is not valid."
        },
        footer = {
            "  kms crypto verify --key alias/payroll --algorithm RSA_PKCS1_SHA_256 \\",
            "      --in letter.txt --message --value-in letter.sig"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CryptoVerifyCommand extends KmsAction {
    @Mixin private DigestOptions signed;
    @Mixin private CheckedValue value;

    @Override
    Answer run(Kms kms) {
        byte[] signature = value.bytes();
        byte[] digest = signed.digest();
        String version = signed.version();
        Verification verification =
                version == null
                        ? kms.asymmetricVerify(signed.key(), signed.algorithm(), digest, signature)
                        : kms.asymmetricVerify(
                                signed.key(), version, signed.algorithm(), digest, signature);
        return CryptoAnswer.of(verification.keyId(), verification.keyVersionId())
                .valid(verification.valid());
    }
}
