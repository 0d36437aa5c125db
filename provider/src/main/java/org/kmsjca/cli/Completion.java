package org.kmsjca.cli;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The shells that complete commands of {@code kms}, and their scripts. */
enum Completion {
    BASH {
        @Override
        String script(CommandLine root) {
            return AutoComplete.bash("kms", root);
        }
    },
    ZSH {
        /** The script of bash, which zsh understands, as a file of a directory of $fpath. */
        @Override
        String script(CommandLine root) {
            return "#compdef kms\n# picocli's alias of it comes too late for functions of the same file\n"
                    + "compopt() { return 0; }\n"
                    + BASH.script(root)
                    + "\n# found in $fpath, this file is the function that zsh calls\n"
                    + "if [ \"${funcstack[1]:-}\" = _kms ]; then\n"
                    + "  _bash_complete -o default -F _complete_kms\nfi\n";
        }
    },
    FISH {
        @Override
        String script(CommandLine root) {
            StringBuilder script = new StringBuilder(FISH_FUNCTION);
            fish(script, root.getCommandSpec(), "__fish_use_subcommand");
            return script.toString();
        }
    };

    private static final String FISH_FUNCTION =
            """
            # Whether the words of the command line that are no options begin with the arguments.
            function __kms_at
                set -l words (commandline -opc | string match --invert -- '-*')
                test (count $words) -gt (count $argv)
                and test "$words[2..$(math 1 + (count $argv))]" = "$argv"
            end

            """;

    /** The script for that shell. */
    abstract String script(CommandLine root);

    private static void fish(StringBuilder script, CommandSpec spec, String condition) {
        String words = spec.qualifiedName().replaceFirst("^kms ?", "");
        String here = words.isEmpty() ? "" : " -n '__kms_at " + words + "'";
        for (OptionSpec option : spec.options()) {
            if (!option.inherited() && (words.isEmpty() || !isStandard(option))) {
                script.append("complete -c kms").append(here);
                for (String name : option.names()) {
                    script.append(name.startsWith("--") ? " -l " : " -s ")
                            .append(name.replaceFirst("^-+", ""));
                }
                script.append(fishValues(option)).append(describe(upToColon(option)));
            }
        }
        String names = String.join(" ", spec.subcommands().keySet());
        String choice =
                words.isEmpty()
                        ? condition
                        : "__kms_at %s; and not __fish_seen_subcommand_from %s"
                                .formatted(words, names);
        spec.subcommands()
                .forEach(
                        (name, command) -> {
                            CommandSpec deeper = command.getCommandSpec();
                            script.append(
                                            "complete -c kms -f -n '%s' -a %s"
                                                    .formatted(choice, name))
                                    .append(describe(deeper.usageMessage().description()));
                            fish(script, deeper, condition);
                        });
    }

    private static boolean isStandard(OptionSpec option) {
        return option.usageHelp() || option.versionHelp();
    }

    private static String fishValues(OptionSpec option) {
        if (option.arity().max() == 0) {
            return "";
        }
        if (option.completionCandidates() != null) {
            return StreamSupport.stream(option.completionCandidates().spliterator(), false)
                    .collect(Collectors.joining(" ", " -x -a '", "'"));
        }
        return option.type() == Path.class ? " -r -F" : " -x";
    }

    /** The description of an option up to a colon: behind it is often a long list of values. */
    private static String upToColon(OptionSpec option) {
        return option.description().length == 0
                ? ""
                : option.description()[0].replaceFirst(": .*", "");
    }

    private static String describe(String... description) {
        String first = description.length == 0 ? "" : description[0];
        return " -d '" + first.replace("\\", "\\\\").replace("'", "\\'") + "'\n";
    }
}
