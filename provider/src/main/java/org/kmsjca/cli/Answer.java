package org.kmsjca.cli;

import com.google.gson.JsonElement;
import java.util.List;

/** What a command found out or did, before it is printed. */
interface Answer {
    /** For programs, with the field names of the KMS API. */
    JsonElement json();

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
