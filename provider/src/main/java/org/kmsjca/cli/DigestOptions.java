package org.kmsjca.cli;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.SigningAlgorithm;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a signature is of, with which algorithm and which version of a CMK. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DigestOptions {
    private static final int CHUNK = 64 * 1024;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            required = true,
            description = "Key id, alias/NAME, or an ARN.")
    private String key;

    @Option(
            names = "--version-id",
            paramLabel = "ID",
            description = "Key version. Default: the one that a KeyStore shows.")
    private @Nullable String version;

    @Option(
            names = "--algorithm",
            paramLabel = "ALGORITHM",
            required = true,
            description = "${COMPLETION-CANDIDATES}.")
    private SigningAlgorithm algorithm;

    @Option(
            names = "--digest",
            paramLabel = "BASE64",
            converter = Base64Bytes.Converter.class,
            description = "The digest of the message, 32 bytes.")
    private @Nullable Base64Bytes digest;

    @Mixin private InputOption input;

    @Option(
            names = "--message",
            description = "The file of --in is the message, of any length: hash it by SHA-256.")
    private boolean message;

    String key() {
        return key;
    }

    @Nullable String version() {
        return version;
    }

    SigningAlgorithm algorithm() {
        return algorithm;
    }

    /** The digest, computed where the message is given. */
    byte[] digest() {
        if (!message) {
            return input.bytes("--digest", digest);
        }
        if (!input.isFile() || digest != null) {
            throw new WrongUsage("--message needs --in FILE");
        }
        if (algorithm == SigningAlgorithm.SM2DSA) {
            throw new WrongUsage(
                    "SM2DSA is of SM3(Z_A || M), which has the signer's id in it: give it by"
                            + " --digest, or sign with Signature SM3withSM2 of the JCA");
        }
        return input.read("--digest", null, DigestOptions::sha256);
    }

    private static byte[] sha256(InputStream source) throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[CHUNK];
            int read = source.read(piece);
            while (read >= 0) {
                sha256.update(piece, 0, read);
                read = source.read(piece);
            }
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
