package org.kmsjca.cli;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kmsjca.EncryptionContext;
import picocli.CommandLine.Option;

/** The encryption context of a command. */
final class ContextOption {
    @Option(
            names = "--context",
            paramLabel = "NAME=VALUE",
            parameterConsumer = UniquePairs.class,
            description = "Of the encryption context; needed again to decrypt. May be repeated.")
    private Map<String, String> context = new TreeMap<>();

    EncryptionContext value() {
        return of(context);
    }

    boolean isGiven() {
        return !context.isEmpty();
    }

    static EncryptionContext of(@Nullable Map<String, String> pairs) {
        return pairs == null || pairs.isEmpty()
                ? EncryptionContext.empty()
                : EncryptionContext.of(pairs);
    }
}
