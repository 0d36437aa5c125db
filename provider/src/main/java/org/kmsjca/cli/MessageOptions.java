package org.kmsjca.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a message authentication code is of, and the CMK. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MessageOptions {
    @Option(
            names = "--key",
            paramLabel = "KEY",
            required = true,
            description =
                    "Key id, alias/NAME or ARN of an HMAC CMK, whose KeySpec is the algorithm.")
    private String key;

    @Option(
            names = "--message",
            paramLabel = "BASE64",
            converter = Base64Bytes.Converter.class,
            description = "The message.")
    private @Nullable Base64Bytes message;

    @Mixin private InputOption input;

    String key() {
        return key;
    }

    byte[] message() {
        return input.bytes("--message", message);
    }
}
