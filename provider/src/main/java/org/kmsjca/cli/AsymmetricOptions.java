package org.kmsjca.cli;

import org.jspecify.annotations.Nullable;
import org.kmsjca.WrappingAlgorithm;
import picocli.CommandLine.Option;

/** What makes an encryption one with a public key. */
final class AsymmetricOptions {
    @Option(
            names = "--algorithm",
            paramLabel = "ALGORITHM",
            description = "Of an asymmetric CMK: RSAES_OAEP_SHA_256, RSAES_OAEP_SHA_1 or SM2PKE.")
    private @Nullable WrappingAlgorithm algorithm;

    @Option(
            names = "--version-id",
            paramLabel = "ID",
            description = "Version of an asymmetric CMK. Default: the one that a KeyStore shows.")
    private @Nullable String version;

    @Nullable WrappingAlgorithm algorithm() {
        return algorithm;
    }

    @Nullable String version() {
        return version;
    }
}
