package org.kmsjca.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kms demo}. */
@Command(
        name = "demo",
        description = {
            "Encrypts, decrypts, signs and verifies FILE with CMKs, by the standard JCA calls that"
                    + " it prints.",
            "Creates the CMKs alias/demo-aes and alias/demo-rsa, or uses them again. Writes"
                    + " FILE.kms-encrypted (IV, then AES-GCM ciphertext with its tag),"
                    + " FILE.kms-decrypted and FILE.kms-signature, and replaces those of an earlier"
                    + " demo; FILE is only read."
        },
        footer = {"  kms demo letter.txt", "  kms demo letter.txt --output /tmp/demo"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DemoCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "Any file of at most 256 MiB; less in a JVM with little memory.")
    private Path file;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where to write; made when it is not there. Default: beside FILE.")
    private @Nullable Path directory;

    @Override
    public Integer call() throws GeneralSecurityException, IOException {
        KmsCommand root = KmsCommand.of(spec);
        DemoFiles files = DemoFiles.of(spec.commandLine(), file, directory);
        DemoReport report = root.isJson() ? new DemoDocument(root) : new DemoText(root.output());
        WarningLines warnings = WarningLines.install(root.output());
        try {
            new Demo(root, files, report).run();
        } finally {
            warnings.close();
        }
        report.finish();
        return ExitCodes.FINE;
    }
}
