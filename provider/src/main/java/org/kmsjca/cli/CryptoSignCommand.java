package org.kmsjca.cli;

import org.kmsjca.Kms;
import org.kmsjca.SignatureValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kms crypto sign}. */
@Command(
        name = "sign",
        description = {
            "AsymmetricSign: signs the digest of a message with an asymmetric CMK.",
            "Ed25519 and ML-DSA keys sign messages, not digests: use them through the JCA."
        },
        footer = {
            "  kms crypto sign --key alias/payroll --algorithm RSA_PKCS1_SHA_256 \\",
            "      --in letter.txt --message --out letter.sig",
            "  kms key public-key alias/payroll > payroll.pem",
            "  openssl dgst -sha256 -verify payroll.pem -signature letter.sig letter.txt"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CryptoSignCommand extends KmsAction {
    @Mixin private DigestOptions signed;
    @Mixin private OutputOption output;

    @Override
    Answer run(Kms kms) {
        output.check();
        byte[] digest = signed.digest();
        String version = signed.version();
        SignatureValue value =
                version == null
                        ? kms.asymmetricSign(signed.key(), signed.algorithm(), digest)
                        : kms.asymmetricSign(signed.key(), version, signed.algorithm(), digest);
        CryptoAnswer answer = CryptoAnswer.of(value.keyId(), value.keyVersionId());
        output.put(answer, "Value", value.toByteArray(), false);
        return answer;
    }
}
