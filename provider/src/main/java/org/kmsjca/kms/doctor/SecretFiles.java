package org.kmsjca.kms.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.kmsjca.Diagnosis.Finding;
import org.kmsjca.Diagnosis.Severity;
import org.kmsjca.config.Configuration;
import org.kmsjca.config.HsmConfiguration;
import org.kmsjca.config.SecretReference;

/**
 * Looks for files of secrets that others can read. They are taken all the same: what a container
 * platform mounts is often readable by everybody inside.
 */
final class SecretFiles {
    private static final int READ_BY_OTHERS = 0044;

    private SecretFiles() {}

    static List<Finding> findings(Configuration configuration) {
        return Stream.concat(
                        Stream.of(configuration.rootPassphrase(), configuration.tpm().auth()),
                        configuration.hsm().values().stream().map(HsmConfiguration::pin))
                .filter(Objects::nonNull)
                .map(SecretReference::file)
                .flatMap(Optional::stream)
                .filter(SecretFiles::isReadByOthers)
                .map(
                        file ->
                                new Finding(
                                        Severity.ADVICE,
                                        "secret",
                                        "others can read the file of a secret, " + file,
                                        "chmod go-rwx " + file))
                .toList();
    }

    private static boolean isReadByOthers(Path file) {
        try {
            return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                    && ((int) Files.getAttribute(file, "unix:mode") & READ_BY_OTHERS) != 0;
        } catch (IOException unreadable) {
            // Whoever needs the secret tells it.
            return false;
        }
    }
}
