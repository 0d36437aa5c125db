package org.kmsjca.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** Finds the configuration file and reads its lines. */
final class ConfigurationSource {
    private static final String PROPERTY = "kms.config";
    private static final String VARIABLE = "KMS_CONFIG";
    private static final String DEFAULTS = "defaults";

    /** In bytes, far more than settings have. */
    private static final int LARGEST = 1 << 20;

    private final Environment environment;

    ConfigurationSource(Environment environment) {
        this.environment = environment;
    }

    /** The settings of the first of: explicit file, property, variable, file in the home. */
    Settings find(@Nullable Path explicit) {
        if (explicit != null) {
            return read(explicit, "the configuration file that was named");
        }
        String property = environment.property(PROPERTY);
        if (property != null) {
            return read(named(property, "-D" + PROPERTY), "named by -D" + PROPERTY);
        }
        String variable = environment.variable(VARIABLE);
        if (variable != null && !variable.isEmpty()) {
            return read(named(variable, VARIABLE), "named by the environment variable " + VARIABLE);
        }
        Path inHome = defaultHome().resolve("kms.properties");
        return Files.exists(inHome) ? read(inHome, "") : defaults();
    }

    /** No settings at all. */
    Settings defaults() {
        return new Settings(Map.of(), DEFAULTS, new PathExpansion(environment, null));
    }

    /** The home when none is configured. */
    Path defaultHome() {
        try {
            return new PathExpansion(environment, null).expand("~/.kms");
        } catch (IllegalArgumentException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "The home of the KMS cannot be found: the system property user.home is not"
                            + " set; set 'home' in a configuration file named by -Dkms.config",
                    e);
        }
    }

    /** The settings in the text, which is not closed. */
    Settings read(Reader reader, String source, @Nullable Path directory) {
        return new Settings(
                lines(reader, source), source, new PathExpansion(environment, directory));
    }

    /** The settings of a program; relative paths are refused. */
    Settings of(Map<String, String> settings, String source) {
        return new Settings(new TreeMap<>(settings), source, new PathExpansion(environment, null));
    }

    /** The lines of the text, which is not closed; a key that is given twice is refused. */
    static Map<String, String> lines(Reader reader, String source) {
        UniqueProperties properties = new UniqueProperties(source);
        try {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(source, "", e);
        }
        Map<String, String> values = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            values.put(key, properties.getProperty(key, "").strip());
        }
        return values;
    }

    private Settings read(Path file, String how) {
        Path absolute = file.toAbsolutePath().normalize();
        requireSafe(absolute, how);
        try (Reader reader = Files.newBufferedReader(absolute, StandardCharsets.UTF_8)) {
            return read(reader, absolute.toString(), absolute.getParent());
        } catch (IOException e) {
            throw unreadable(absolute.toString(), how, e);
        }
    }

    /** A configuration names libraries that are loaded: not everybody may write one. */
    private static void requireSafe(Path file, String how) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException("it has more than " + LARGEST + " bytes");
            }
            if (Files.isRegularFile(file) && AdministratorFile.isEverybodys(file)) {
                throw new IOException("everybody can write it; take that away: chmod o-w " + file);
            }
        } catch (IOException e) {
            throw unreadable(file.toString(), how, e);
        }
    }

    private Path named(String text, String by) {
        try {
            return new PathExpansion(environment, Path.of("").toAbsolutePath()).expand(text);
        } catch (IllegalArgumentException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER, by + " = '" + text + "' " + e.getMessage(), e);
        }
    }

    private static KmsException unreadable(String source, String how, Exception cause) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                ("Configuration %s%s cannot be read: %s; it must be a properties file in"
                                + " UTF-8 that this user may read")
                        .formatted(source, (how.isEmpty() ? "" : ", " + how + ","), cause),
                cause);
    }
}
