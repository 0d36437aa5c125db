package org.kmsjca.cli;

import com.google.gson.JsonObject;
import java.util.List;

/** What a command found out or did, before it is printed. */
interface Answer {
    /**
     * For programs: what the KMS answers the call with, but for the RequestId, which every document
     * gets when it is printed.
     */
    JsonObject json();

    /** For people. */
    List<String> lines();

    /** Said on standard error when there are no lines; empty is nothing. */
    default String emptyRemark() {
        return "nothing found";
    }

    /** What to know beside the answer, said on standard error. */
    default List<String> warnings() {
        return List.of();
    }

    default int exitCode() {
        return ExitCodes.FINE;
    }
}
