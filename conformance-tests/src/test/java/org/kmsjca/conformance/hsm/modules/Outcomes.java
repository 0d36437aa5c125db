package org.kmsjca.conformance.hsm.modules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kmsjca.KmsException;

/** Says in a few words, the same in each run, how an attempt failed. */
final class Outcomes {
    static final String DONE = "done";
    static final String WRONG = "WRONG RESULT";

    private static final Pattern CODE = Pattern.compile("CK[RM]_[A-Z0-9_]+");

    private Outcomes() {}

    static String of(Exception failure) {
        String kind = failure.getClass().getSimpleName();
        String code = "";
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof JcaCheck.WrongResult) {
                return WRONG;
            }
            String message = String.valueOf(e.getMessage());
            if (e instanceof KmsException kms) {
                kind = kms.code().toString().replaceFirst(".*\\.", "");
                String lack = message.contains(" lacks ") ? "lacks " : "";
                code = lack + first(message);
                break;
            }
            code = first(message).isEmpty() ? code : first(message);
        }
        return (kind + " " + code).strip();
    }

    private static String first(String message) {
        Matcher matcher = CODE.matcher(message);
        String found = "";
        while (matcher.find()) {
            found = found.isEmpty() ? matcher.group() : found + " " + matcher.group();
        }
        return found;
    }
}
