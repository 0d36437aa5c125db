package org.kmsjca.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Finds the configurations that a KeyStore descriptor may choose by name. */
final class NamedConfigurations {
    /** No separators, and no dot in front: no name leaves the directory. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private static final String SUFFIX = ".properties";

    private NamedConfigurations() {}

    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw DescriptorSettings.failure(
                    "configuration="
                            + name
                            + " is no name: allowed are letters, digits and '._-', at most 100");
        }
    }

    /** The configuration of that name in the reader's {@code keystore.configurations}. */
    static Configuration load(Configuration own, String name) {
        checkName(name);
        Path directory = own.keystore().configurations();
        if (directory == null) {
            throw DescriptorSettings.failure(
                    ("configuration=%s cannot be chosen, because configuration %s has no"
                                    + " keystore.configurations; set it to the directory of %s%s")
                            .formatted(name, own.source(), name, SUFFIX));
        }
        return Configuration.load(inside(directory, name + SUFFIX));
    }

    /**
     * The real path of the file; links may lead to files of the same directory, as in Kubernetes.
     */
    private static Path inside(Path directory, String file) {
        Path named = directory.resolve(file);
        try {
            Path real = named.toRealPath();
            if (!real.startsWith(directory.toRealPath())) {
                throw DescriptorSettings.failure(
                        named + " is a link out of the directory keystore.configurations");
            }
            if (!Files.isRegularFile(real)) {
                throw DescriptorSettings.failure(named + " is no regular file; replace it by one");
            }
            String problem = AdministratorFile.problem(real);
            if (problem != null) {
                throw DescriptorSettings.failure(problem);
            }
            return real;
        } catch (IOException e) {
            throw DescriptorSettings.failure(
                    "the configuration " + named + " cannot be read: " + e + "; create it");
        }
    }
}
