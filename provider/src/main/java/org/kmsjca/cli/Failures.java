package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Makes one line and an exit code of whatever went wrong. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private static final int DEEPEST_CAUSE = 20;

    private final KmsCommand root;
    private final List<String> arguments;

    Failures(KmsCommand root, String[] arguments) {
        this.root = root;
        this.arguments = List.of(arguments);
    }

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        return wrongUsage(
                code(failure),
                message(failure) + suggestions(failure),
                failure.getCommandLine(),
                failure);
    }

    private int wrongUsage(
            KmsErrorCode code, String message, CommandLine command, Exception failure) {
        String help = command.getCommandSpec().qualifiedName() + " --help";
        String text = message + "; see '" + help + "'";
        print(code, text, text, failure);
        return ExitCodes.WRONG_USAGE;
    }

    private static KmsErrorCode code(ParameterException failure) {
        return failure instanceof MissingParameterException
                ? KmsErrorCode.MISSING_PARAMETER
                : KmsErrorCode.INVALID_PARAMETER;
    }

    @Override
    public int handleExecutionException(
            Exception failure, CommandLine commandLine, @Nullable ParseResult parseResult) {
        return failure instanceof WrongUsage
                ? wrongUsage(
                        KmsErrorCode.INVALID_PARAMETER,
                        String.valueOf(failure.getMessage()),
                        commandLine,
                        failure)
                : report(failure);
    }

    int report(Throwable failure) {
        if (failure instanceof ReaderGone) {
            return ExitCodes.READER_GONE;
        }
        KmsException refusal = refusalIn(failure);
        if (refusal != null) {
            String line = String.valueOf(refusal.getMessage());
            print(refusal.code(), line, withoutCode(refusal), failure);
            return ExitCodes.REFUSED;
        }
        String text = unexpected(failure);
        print(KmsErrorCode.INTERNAL_FAILURE, text, text, failure);
        return ExitCodes.UNEXPECTED;
    }

    /** The message of a refusal without the code that it begins with. */
    static String withoutCode(KmsException refusal) {
        String message = String.valueOf(refusal.getMessage());
        String prefix = refusal.code().code() + ": ";
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }

    private void print(KmsErrorCode code, String line, String message, Throwable failure) {
        // Where parsing stopped early, --json and --verbose may not have been seen.
        if (root.isJson() || arguments.contains("--json")) {
            JsonObject document = new JsonObject();
            document.addProperty("Code", code.code());
            document.addProperty("Message", message);
            document.addProperty("HttpStatus", code.httpStatus());
            root.printDocument(document);
        } else {
            root.output().remark(line);
        }
        if (root.isVerbose() || arguments.contains("--verbose")) {
            failure.printStackTrace(root.output().remarks());
        }
    }

    /** The JCA's exceptions carry the refusal of the KMS as their cause. */
    private static @Nullable KmsException refusalIn(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof KmsException refusal) {
                return refusal;
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static String message(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            // the first word only: the next one may be the secret that a misspelt option has
            String word = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
            return word.startsWith("-")
                    ? "there is no option '%s'".formatted(word)
                    : "'%s' is not expected here".formatted(word);
        }
        // some of picocli's messages begin so, most do not
        return String.valueOf(failure.getMessage())
                .replaceFirst("^Error: ", "")
                .replace("option option", "option")
                .replace("KEY=VALUE[,KEY=VALUE]...", "NAME=VALUE");
    }

    private static String suggestions(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            return ", did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
        }
        return "";
    }

    private static String unexpected(Throwable failure) {
        Throwable cause = failure instanceof UncheckedIOException ? failure.getCause() : failure;
        if (cause instanceof FileSystemException file && file.getFile() != null) {
            return FileErrors.text(file);
        }
        return "unexpected " + failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }
}
