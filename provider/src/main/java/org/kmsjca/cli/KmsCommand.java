package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Kms;
import org.kmsjca.KmsException;
import org.kmsjca.KmsProvider;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program {@code kms}, and what all of its commands share. */
@Command(
        name = "kms",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        description = "Administers the CMKs that Java programs reach through the provider KMS.",
        usageHelpWidth = 100,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCodes.FINE + ":fine",
            ExitCodes.REFUSED
                    + ":the KMS refused or failed; the message begins with its error code",
            ExitCodes.WRONG_USAGE + ":wrong usage of this program",
            ExitCodes.UNEXPECTED + ":anything unexpected; --verbose shows where"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kms key create --alias payroll",
            "  kms encrypt --key alias/payroll salaries.csv",
            "  kms decrypt salaries.csv.kms -o salaries.again.csv",
            "  kms key describe alias/payroll",
            "  kms key list --state Enabled --json",
            "  kms doctor"
        },
        addMethodSubcommands = false)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class KmsCommand extends FileCommands {
    private static final Set<String> VERSION = Set.of("-V", "--version");

    private final Output output;

    @Spec private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = {
                "Configuration of the KMS.",
                "Default: -Dkms.config, $KMS_CONFIG, ~/.kms/kms.properties."
            })
    private @Nullable Path config;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Answer as the KMS does, or say what failed, as one JSON document.")
    private boolean json;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show all columns of tables, and the stack trace of a failure.")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Print no warnings, remarks and progress bars; failures are told.")
    void setQuiet(boolean quiet) {
        if (quiet) {
            output.beQuiet();
        }
    }

    KmsCommand(Output output) {
        this.output = output;
    }

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(Output.standard(), arguments));
    }

    /** Runs the command line; the exit code is returned, whatever happens. */
    static int run(Output output, String... arguments) {
        CommandLine commandLine = commandLine(output, arguments);
        Failures failures = new Failures(commandLine.getCommand(), arguments);
        WarningLines warnings = WarningLines.install(output);
        int exitCode;
        try {
            exitCode =
                    commandLine
                            .setExecutionStrategy(KmsCommand::execute)
                            .setParameterExceptionHandler(failures)
                            .setExecutionExceptionHandler(failures)
                            .execute(arguments);
        } catch (Throwable unexpected) {
            exitCode = failures.report(unexpected);
        } finally {
            warnings.close();
        }
        return output.finish(exitCode);
    }

    /** The commands that the arguments need, with the spelling of their values. */
    static CommandLine commandLine(Output output, String... arguments) {
        CommandLine commandLine = new CommandLine(new KmsCommand(output));
        if (arguments.length != 1 || !VERSION.contains(arguments[0])) {
            CommandTree.addTo(commandLine, arguments);
        }
        if (Stream.of(arguments).anyMatch(VERSION::contains)) {
            tellVersion(commandLine, new KmsVersion().getVersion());
        }
        // @FILE stays a word: a file of that name in somebody's directory would bring options in.
        return KmsSpelling.addTo(commandLine)
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(output.answers())
                .setErr(output.remarks());
    }

    /** Not by picocli, which asks for the version of every command whenever one is run. */
    private static void tellVersion(CommandLine commandLine, String[] version) {
        commandLine.getCommandSpec().version(version);
        commandLine.getSubcommands().values().forEach(each -> tellVersion(each, version));
    }

    /** Runs the command, or answers for it. */
    private static int execute(ParseResult parsed) {
        KmsCommand root = of(parsed.commandSpec());
        // picocli prints the version as text
        return root.json && leaf(parsed).isVersionHelpRequested()
                ? root.version()
                : new CommandLine.RunLast().execute(parsed);
    }

    /** The root of the command tree that the command with this specification belongs to. */
    static KmsCommand of(CommandLine.Model.CommandSpec spec) {
        return (KmsCommand) spec.root().userObject();
    }

    @Command(
            name = "doctor",
            description = {
                "Looks at everything that the KMS depends on: configuration, store, root of trust,"
                        + " HSMs and the place of the provider in this JVM.",
                "Ends with exit code 1 when something does not work; advice alone is fine."
            },
            footer = {"  kms doctor", "  kms doctor --config /etc/kms/kms.properties --json"})
    int doctor() {
        // A provider keeps a configuration that it cannot read: here that is a finding, no failure.
        try (KmsProvider provider = newProvider()) {
            return ask(() -> openToLookAt(provider), kms -> DiagnosisAnswer.of(kms.diagnose()));
        }
    }

    /** The KMS that asks for its passphrase; that of the provider where it cannot be. */
    private Kms openToLookAt(KmsProvider provider) {
        if (Prompt.isPossible()) {
            try {
                return openKms();
            } catch (KmsException unreadable) {
                return Kms.of(provider);
            }
        }
        return Kms.of(provider);
    }

    @Command(
            name = "completion",
            description = "Prints the script that lets a shell complete the commands of kms.",
            footer = {
                "  source <(kms completion bash)",
                "  kms completion zsh > /usr/local/share/zsh/site-functions/_kms",
                "  kms completion fish > ~/.config/fish/completions/kms.fish"
            })
    int completion(
            @Parameters(
                            paramLabel = "SHELL",
                            defaultValue = "bash",
                            description = "bash, zsh or fish. Default: ${DEFAULT-VALUE}.")
                    Completion shell) {
        return text("Script", shell.script(spec.commandLine()));
    }

    @Command(
            name = "help",
            description = "Explains a command, as its --help does.",
            footer = {"  kms help", "  kms help key create"})
    int help(
            @Parameters(
                            arity = "0..*",
                            paramLabel = "COMMAND",
                            description = "The words of the command. Default: kms itself.")
                    @Nullable List<String> words) {
        CommandLine command = spec.commandLine();
        for (String word : words == null ? List.<String>of() : words) {
            CommandLine deeper = command.getSubcommands().get(word);
            if (deeper == null) {
                throw new WrongUsage("there is no command '" + String.join(" ", words) + "'");
            }
            command = deeper;
        }
        return text("Help", command.getUsageMessage());
    }

    @Command(
            name = "version",
            description = "Prints the version, as --version does.",
            footer = {"  kms version", "  kms version --json"})
    int version() {
        return text("Version", String.join("\n", new KmsVersion().getVersion()));
    }

    private int text(String name, String text) {
        JsonObject document = new JsonObject();
        document.addProperty(name, text);
        print(Answer.of(document, screen -> text.lines().toList()));
        return ExitCodes.FINE;
    }

    /** The command that runs. */
    CommandLine leaf() {
        return leaf(spec.commandLine().getParseResult()).commandSpec().commandLine();
    }

    private static ParseResult leaf(ParseResult parsed) {
        return parsed.hasSubcommand() ? leaf(parsed.subcommand()) : parsed;
    }

    Kms openKms() {
        if (Prompt.isPossible()) {
            return Kms.open(config, callbacks -> Prompt.answer(output, callbacks));
        }
        return config == null ? Kms.open() : Kms.open(config);
    }

    /** A provider of the configuration, as an application would make it. */
    KmsProvider newProvider() {
        KmsProvider provider = new KmsProvider();
        return config == null ? provider : (KmsProvider) provider.configure(config.toString());
    }

    /** The configuration that the command line names. */
    Optional<Path> config() {
        return Optional.ofNullable(config);
    }

    void print(Answer answer) {
        answer.warnings().forEach(output::warn);
        if (json) {
            printDocument(answer.json());
            return;
        }
        // an answer without content is a remark that all is well
        if (!output.isQuiet() || answer.json().size() > 0) {
            List<String> lines = answer.text().lines(output.screen(verbose));
            lines.forEach(output::print);
            if (lines.isEmpty() && !answer.emptyRemark().isEmpty() && !output.isQuiet()) {
                output.remark(answer.emptyRemark());
            }
        }
    }

    /** Prints the one document of this run, an answer or a failure, and numbers it. */
    void printDocument(JsonObject document) {
        document.addProperty("RequestId", UUID.randomUUID().toString());
        output.print(document);
    }

    Output output() {
        return output;
    }

    boolean isJson() {
        return json;
    }

    boolean isVerbose() {
        return verbose;
    }
}
