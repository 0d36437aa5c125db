package org.kmsjca.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.cli.demo.Demo;
import org.kmsjca.cli.demo.DemoFiles;
import org.kmsjca.cli.demo.DocumentReport;
import org.kmsjca.cli.demo.Report;
import org.kmsjca.cli.demo.TextReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** The commands of {@code kms} that work on files. */
@Command(addMethodSubcommands = false, scope = ScopeType.INHERIT)
abstract class FileCommands extends CommandGroup {
    @Command(
            name = "encrypt",
            description = {
                "Encrypts a file of any size under a data key of its own, which goes into the file"
                        + " under the CMK (envelope encryption).",
                "Programs get the same from Cipher.getInstance(\"CMK/Envelope/NoPadding\", \"KMS\")."
            },
            footer = {
                "  kms encrypt --key alias/payroll salaries.csv",
                "  tar c folder | kms encrypt --key alias/backup - > folder.tar.kms"
            })
    int encrypt(
            @Option(
                            names = "--key",
                            paramLabel = "KEY",
                            required = true,
                            description = "Key id, alias/NAME, or an ARN, of a symmetric CMK.")
                    String key,
            @Mixin EnvelopeOptions options,
            @Mixin ProgressOption progress) {
        return ask(
                kms ->
                        options.process(
                                kms,
                                true,
                                progress,
                                (source, target) ->
                                        kms.encryptEnvelope(
                                                key, options.encryptionContext(), source, target)));
    }

    @Command(
            name = "decrypt",
            description = {
                "Decrypts what 'kms encrypt' has made. The file names its CMK itself.",
                "A file that was changed or cut off is refused, and nothing is left of it. What goes"
                        + " to standard output is authentic, but whole only when the exit code is"
                        + " 0.",
                "A new file is readable by its owner only; one that --force replaces keeps its"
                        + " permissions."
            },
            footer = {"  kms decrypt salaries.csv.kms", "  kms decrypt - < folder.tar.kms | tar x"})
    int decrypt(@Mixin EnvelopeOptions options, @Mixin ProgressOption progress) {
        return ask(
                kms ->
                        options.process(
                                kms,
                                false,
                                progress,
                                (source, target) ->
                                        kms.decryptEnvelope(
                                                options.encryptionContext(), source, target)));
    }

    @Command(
            name = "demo",
            description = {
                "Encrypts, decrypts, signs and verifies FILE with CMKs, by the standard JCA calls"
                        + " that it prints.",
                "Creates the CMKs alias/demo-aes and alias/demo-rsa, or uses them again. Writes"
                        + " FILE.kms-encrypted (IV, then AES-GCM ciphertext with its tag),"
                        + " FILE.kms-decrypted and FILE.kms-signature, and replaces those of an"
                        + " earlier demo; FILE is only read."
            },
            footer = {"  kms demo letter.txt", "  kms demo letter.txt --output /tmp/demo"})
    int demo(
            @Parameters(
                            paramLabel = "FILE",
                            description =
                                    "Any file of at most 256 MiB; less in a JVM with little"
                                            + " memory.")
                    Path file,
            @Option(
                            names = "--output",
                            paramLabel = "DIR",
                            description =
                                    "Where to write; made when it is not there. Default: beside"
                                            + " FILE.")
                    @Nullable Path directory)
            throws GeneralSecurityException, IOException {
        KmsCommand root = root();
        DemoFiles files = DemoFiles.of(root.leaf(), file, directory);
        DocumentReport document = new DocumentReport();
        Report report = root.isJson() ? document : new TextReport(root.output()::print);
        new Demo(root.newProvider(), root.config(), files, report).run();
        if (root.isJson()) {
            root.printDocument(document.document());
        }
        return ExitCodes.FINE;
    }
}
