package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.kmsjca.text.Printable;

/**
 * The answer of a command, before it is printed.
 *
 * @param json the answer of the KMS for programs, without the RequestId, which every document gets
 *     when it is printed
 * @param text the answer for people
 * @param emptyRemark the line on standard error when the text has no lines; none if empty
 * @param warnings the warnings that stand beside the answer, on standard error
 * @param exitCode the exit code of the process, one of {@link ExitCodes}
 */
record Answer(JsonObject json, Text text, String emptyRemark, List<String> warnings, int exitCode) {
    /** Makes the lines for people. */
    interface Text {
        List<String> lines(Screen screen);
    }

    static Answer of(JsonObject json, Text text) {
        return new Answer(json, text, "", List.of(), ExitCodes.FINE);
    }

    /** An answer of those lines. */
    static Answer of(JsonObject json, String... lines) {
        return of(json, screen -> Stream.of(lines).map(Printable::of).toList());
    }

    /** The answer to a call that the KMS answers without content; these lines are for people. */
    static Answer done(String... lines) {
        return of(new JsonObject(), lines);
    }

    Answer withEmptyRemark(String remark) {
        return new Answer(json, text, remark, warnings, exitCode);
    }

    Answer withWarnings(List<String> all) {
        return new Answer(json, text, emptyRemark, all, exitCode);
    }

    /** The same answer; the exit code says whether all was well. */
    Answer withSuccess(boolean success) {
        return new Answer(
                json, text, emptyRemark, warnings, success ? ExitCodes.FINE : ExitCodes.REFUSED);
    }

    /** The lines as a file or a pipe gets them. */
    List<String> lines() {
        return text.lines(Screen.UNLIMITED);
    }
}
