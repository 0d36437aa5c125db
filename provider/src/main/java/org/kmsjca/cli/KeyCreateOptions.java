package org.kmsjca.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import picocli.CommandLine.Option;

/** What {@code kms key create} is told of the new CMK. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyCreateOptions {
    @Option(
            names = "--spec",
            paramLabel = "KEYSPEC",
            defaultValue = "Aliyun_AES_256",
            description =
                    "Kind and size of the key: ${COMPLETION-CANDIDATES}. Default:"
                            + " ${DEFAULT-VALUE}.")
    private KeySpec spec;

    @Option(
            names = "--usage",
            paramLabel = "USAGE",
            description =
                    "${COMPLETION-CANDIDATES}; fixed for ever. Default: SIGN/VERIFY where the spec"
                            + " can sign.")
    private @Nullable KeyUsage usage;

    @Option(
            names = "--protection",
            paramLabel = "LEVEL",
            description =
                    "Where the key material lives: ${COMPLETION-CANDIDATES}. Default: the setting"
                            + " 'protection'.")
    private @Nullable ProtectionLevel protection;

    @Option(
            names = "--hsm",
            paramLabel = "NAME",
            description =
                    "The HSM to make the key in, by its name in the configuration; means"
                            + " --protection HSM. Default: 'hsm.default'.")
    private @Nullable String hsm;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description =
                    "${COMPLETION-CANDIDATES}; with EXTERNAL the CMK waits for material to be"
                            + " imported. Default: Aliyun_KMS.")
    private @Nullable Origin origin;

    @Option(
            names = "--alias",
            paramLabel = "NAME",
            description = "A first alias, with or without 'alias/'; names of 'acs' are reserved.")
    private @Nullable String alias;

    @Option(
            names = "--description",
            paramLabel = "TEXT",
            description = "What the CMK is for; 0 to 8192 characters.")
    private @Nullable String description;

    @Option(
            names = "--rotation-interval",
            paramLabel = "INTERVAL",
            converter = RotationInterval.class,
            description = "Automatic rotation of an AES or SM4 key, 7d to 730d. Default: none.")
    private @Nullable Duration rotationInterval;

    @Option(
            names = "--no-raw-ciphers",
            description =
                    "An AES or SM4 key for the KMS's own calls only: no cipher mode of the JCA opens"
                            + " what they encrypted without its encryption context.")
    private boolean noRawCiphers;

    @Option(
            names = "--tag",
            paramLabel = "TAG=VALUE",
            mapFallbackValue = "",
            description = "A tag, up to 20 of them. Default: none.")
    private final Map<String, String> tags = new LinkedHashMap<>();

    boolean isRotated() {
        return rotationInterval != null;
    }

    CmkSpec cmkSpec() {
        CmkSpec.Builder builder = CmkSpec.builder(spec);
        if (usage != null) {
            builder.usage(usage);
        }
        if (protection != null) {
            builder.protectionLevel(protection);
        }
        if (hsm != null) {
            builder.hsm(hsm);
        }
        if (origin != null) {
            builder.origin(origin);
        }
        if (alias != null) {
            builder.alias(alias);
        }
        if (description != null) {
            builder.description(description);
        }
        if (rotationInterval != null) {
            builder.rotationInterval(rotationInterval);
        }
        if (noRawCiphers) {
            builder.rawCiphers(false);
        }
        tags.forEach(builder::tag);
        return builder.build();
    }
}
