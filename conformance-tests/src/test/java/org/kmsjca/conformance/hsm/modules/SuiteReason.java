package org.kmsjca.conformance.hsm.modules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in a few words, the same in each run, why a test did not pass. */
final class SuiteReason {
    static final String LACKS = "lacks ";

    /** The KMS's refusal of what a token does not do; in the text of an assertion, too. */
    private static final Pattern REFUSED =
            Pattern.compile("UnsupportedOperation: (?:the token|HSM) [^\\n]*");

    private static final Pattern CODE = Pattern.compile("\\b(?:CK[RM]|C)_[A-Za-z0-9_]+");
    private static final Pattern UNKNOWN = Pattern.compile(" cannot do ([^:]+):");
    private static final Pattern SAID = Pattern.compile("SoftHSM lacks ([^\\n]*)");

    private SuiteReason() {}

    static String of(Throwable failure) {
        String kind = failure.getClass().getSimpleName();
        String codes = "";
        String said = "";
        for (Throwable e = failure; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage());
            Matcher refused = REFUSED.matcher(message);
            if (refused.find()) {
                return refusal(refused.group());
            }
            Matcher lacks = SAID.matcher(message);
            if (said.isEmpty() && lacks.find()) {
                said = LACKS + lacks.group(1);
            }
            if (said.isEmpty() && message.contains("\"UnsupportedOperation\"")) {
                said = "UnsupportedOperation in another process";
            }
            if (codes.isEmpty()) {
                codes = codes(message);
            }
        }
        return said.isEmpty() ? (kind + " " + codes).strip() : said;
    }

    private static String refusal(String text) {
        Matcher unknown = UNKNOWN.matcher(text);
        if (unknown.find()) {
            return LACKS + "a mechanism for " + unknown.group(1);
        }
        String codes = codes(text);
        if (text.contains(" lacks ")) {
            return LACKS + codes.replaceFirst(" .*", "");
        }
        return codes.isEmpty() ? text.replaceFirst("UnsupportedOperation: ", "") : codes;
    }

    private static String codes(String message) {
        Matcher matcher = CODE.matcher(message);
        StringBuilder found = new StringBuilder();
        while (matcher.find() && found.length() < 80) {
            found.append(found.isEmpty() ? "" : " ").append(matcher.group());
        }
        return found.toString();
    }
}
