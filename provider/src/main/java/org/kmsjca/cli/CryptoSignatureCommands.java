package org.kmsjca.cli;

import org.jspecify.annotations.Nullable;
import org.kmsjca.MacValue;
import org.kmsjca.SignatureValue;
import org.kmsjca.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands of {@code kms crypto} that sign, authenticate and verify. */
@Command(addMethodSubcommands = false)
abstract class CryptoSignatureCommands extends CryptoDataKeyCommands {
    private static final String HMAC_KEY =
            "Key id, alias/NAME or ARN of an HMAC CMK, whose KeySpec is the algorithm.";

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
    int sign(@Mixin DigestOptions signed, @Mixin OutputOption output) {
        return ask(
                kms -> {
                    output.check();
                    byte[] digest = signed.digest();
                    String version = signed.version();
                    SignatureValue value =
                            version == null
                                    ? kms.asymmetricSign(signed.key(), signed.algorithm(), digest)
                                    : kms.asymmetricSign(
                                            signed.key(), version, signed.algorithm(), digest);
                    return CryptoAnswer.of(value.keyId(), value.keyVersionId())
                            .put("Value", value.toByteArray(), output)
                            .answer();
                });
    }

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
    int verify(@Mixin DigestOptions signed, @Mixin CheckedValue value) {
        return ask(
                kms -> {
                    byte[] signature = value.bytes();
                    byte[] digest = signed.digest();
                    String version = signed.version();
                    Verification found =
                            version == null
                                    ? kms.asymmetricVerify(
                                            signed.key(), signed.algorithm(), digest, signature)
                                    : kms.asymmetricVerify(
                                            signed.key(),
                                            version,
                                            signed.algorithm(),
                                            digest,
                                            signature);
                    return CryptoAnswer.of(found.keyId(), found.keyVersionId())
                            .validity(found.valid());
                });
    }

    @Command(
            name = "mac",
            description = "GenerateMac: the message authentication code of a message.",
            footer = {
                "  kms crypto mac --key alias/sessions --message aGVsbG8=",
                "  kms crypto mac --key alias/sessions --in letter.txt --out letter.mac"
            })
    int mac(
            @Option(names = "--key", paramLabel = "KEY", required = true, description = HMAC_KEY)
                    String key,
            @Option(
                            names = "--message",
                            paramLabel = "BASE64",
                            converter = Base64Bytes.Converter.class,
                            description = "The message.")
                    @Nullable Base64Bytes message,
            @Mixin InputOption input,
            @Mixin OutputOption output) {
        return ask(
                kms -> {
                    output.check();
                    MacValue mac = kms.generateMac(key, input.bytes("--message", message));
                    return CryptoAnswer.of(mac.keyId(), mac.keyVersionId())
                            .field("Algorithm", kms.describeKey(mac.keyId()).keySpec().toString())
                            .put("Mac", mac.toByteArray(), output)
                            .answer();
                });
    }

    @Command(
            name = "verify-mac",
            description = {
                "VerifyMac: whether a CMK made the message authentication code of a message.",
                "The exit code is 1 when it did not."
            },
            footer =
                    "  kms crypto verify-mac --key alias/sessions --in letter.txt --value-in"
                            + " letter.mac")
    int verifyMac(
            @Option(names = "--key", paramLabel = "KEY", required = true, description = HMAC_KEY)
                    String key,
            @Option(
                            names = "--message",
                            paramLabel = "BASE64",
                            converter = Base64Bytes.Converter.class,
                            description = "The message.")
                    @Nullable Base64Bytes message,
            @Mixin InputOption input,
            @Mixin CheckedValue value) {
        return ask(
                kms -> {
                    byte[] mac = value.bytes();
                    Verification found = kms.verifyMac(key, input.bytes("--message", message), mac);
                    return CryptoAnswer.of(found.keyId(), found.keyVersionId())
                            .field("Algorithm", kms.describeKey(found.keyId()).keySpec().toString())
                            .validity(found.valid());
                });
    }
}
