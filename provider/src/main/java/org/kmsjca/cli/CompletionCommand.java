package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kms completion}. */
@Command(
        name = "completion",
        description = "Prints the script that lets bash and zsh complete the commands of kms.",
        footer = {
            "  alias kms='java -jar /path/to/kms-jca-provider.jar'",
            "  source <(kms completion)"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CompletionCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        String script = AutoComplete.bash("kms", spec.root().commandLine());
        KmsCommand.of(spec).print(new Script(script));
        return ExitCodes.FINE;
    }

    private record Script(String text) implements Answer {
        @Override
        public JsonObject json() {
            JsonObject document = new JsonObject();
            document.addProperty("Script", text);
            return document;
        }

        @Override
        public List<String> lines() {
            return text.lines().toList();
        }
    }
}
