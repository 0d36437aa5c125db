package org.kmsjca.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.kmsjca.file.TargetFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the manual page kms(1) in roff from picocli's model of the commands; the build runs it.
 */
public final class ManPage {
    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    /** Writes the page to the file that is named. */
    public static void main(String[] arguments) throws IOException {
        CommandSpec root =
                KmsCommand.commandLine(
                                new Output(
                                        OutputStream.nullOutputStream(),
                                        OutputStream.nullOutputStream(),
                                        StandardCharsets.UTF_8))
                        .getCommandSpec();
        byte[] text = of(root).getBytes(StandardCharsets.UTF_8);
        new TargetFile(Path.of(arguments[0]), true, false).write(target -> target.write(text));
    }

    /** The page of that command and its subcommands. */
    static String of(CommandSpec root) {
        ManPage manual = new ManPage();
        manual.write(root);
        return manual.page.toString();
    }

    private void write(CommandSpec root) {
        String version = new KmsVersion().getVersion()[0].replaceFirst(" \\(.*", "");
        line(".TH KMS 1 \"\" \"" + text(version) + "\" \"KMS JCA\"");
        line(".SH NAME");
        line("kms \\- " + text(root.usageMessage().description()[0]));
        line(".SH SYNOPSIS");
        line("\\fBkms\\fR [\\fIOPTIONS\\fR] \\fICOMMAND\\fR");
        line(".SH OPTIONS");
        line("Every command takes them.");
        options(root, List.of());
        line(".SH COMMANDS");
        root.subcommands().values().forEach(command -> command(command.getCommandSpec(), root));
        line(".SH EXIT STATUS");
        root.usageMessage()
                .exitCodeList()
                .forEach((code, meaning) -> tagged("\\fB" + code + "\\fR", meaning));
        line(".SH FILES");
        tagged(
                "\\fI~/.kms/kms.properties\\fR",
                "The configuration, where neither --config nor $KMS_CONFIG names another.");
        examples(".SH EXAMPLES", root);
    }

    /** Commands that have commands of their own only are headings of those. */
    private void command(CommandSpec spec, CommandSpec root) {
        String parameters =
                spec.positionalParameters().stream()
                        .map(parameter -> " \\fI" + text(parameter.paramLabel()) + "\\fR")
                        .collect(Collectors.joining());
        line(".SS " + text(spec.qualifiedName()) + parameters);
        for (String paragraph : spec.usageMessage().description()) {
            paragraph(paragraph);
        }
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            tagged(
                    "\\fI" + text(parameter.paramLabel()) + "\\fR",
                    String.join(" ", parameter.description()));
        }
        options(spec, root.options());
        if (spec.subcommands().isEmpty()) {
            examples(".PP\nExamples:", spec);
        }
        spec.subcommands().values().forEach(deeper -> command(deeper.getCommandSpec(), root));
    }

    private void options(CommandSpec spec, List<OptionSpec> known) {
        for (OptionSpec option : spec.options()) {
            if (known.stream()
                    .noneMatch(other -> other.longestName().equals(option.longestName()))) {
                String names =
                        List.of(option.names()).stream()
                                .map(name -> "\\fB" + text(name) + "\\fR")
                                .collect(Collectors.joining(", "));
                boolean hasValue = option.arity().max() > 0;
                tagged(
                        names + (hasValue ? " \\fI" + text(option.paramLabel()) + "\\fR" : ""),
                        String.join(" ", option.description()));
            }
        }
    }

    private void examples(String heading, CommandSpec spec) {
        line(heading);
        line(".PP\n.EX");
        for (String example : spec.usageMessage().footer()) {
            line(text(example));
        }
        line(".EE");
    }

    private void paragraph(String paragraph) {
        line(".PP\n" + text(paragraph));
    }

    private void tagged(String tag, String description) {
        line(".TP\n" + tag + "\n" + text(description));
    }

    private void line(String line) {
        page.append(line).append('\n');
    }

    /** Takes from characters what they mean to roff. */
    private static String text(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
