package org.kmsjca.store;

import org.jspecify.annotations.Nullable;

/**
 * Which copies of SQLite in this process have a file open, as a system property keeps it: {@code
 * copy:open:closing copy:open:closing}.
 *
 * @param copy this copy
 * @param open how often this copy has it open
 * @param closing how many of its connections this copy is closing now
 * @param others the entries of the other copies
 */
record OpenCopies(String copy, int open, int closing, String others) {
    static OpenCopies parse(@Nullable String value, String copy) {
        int open = 0;
        int closing = 0;
        StringBuilder others = new StringBuilder();
        for (String entry : value == null ? new String[0] : value.split(" ")) {
            String[] parts = entry.split(":");
            if (parts[0].equals(copy)) {
                open = Integer.parseInt(parts[1]);
                closing = Integer.parseInt(parts[2]);
            } else {
                others.append(entry).append(' ');
            }
        }
        return new OpenCopies(copy, open, closing, others.toString().strip());
    }

    /** Never below nothing: a program may have put other system properties in place meanwhile. */
    OpenCopies with(int moreOpen, int moreClosing) {
        return new OpenCopies(
                copy, Math.max(0, open + moreOpen), Math.max(0, closing + moreClosing), others);
    }

    boolean isAlone() {
        return others.isEmpty();
    }

    /** Whether another copy is closing the file, and would take the locks of a new opening. */
    boolean isBeingClosed() {
        for (String entry : others.split(" ")) {
            if (!entry.isEmpty() && !entry.endsWith(":0")) {
                return true;
            }
        }
        return false;
    }

    /** Null when no copy has it open. */
    @Nullable String encoded() {
        String own = open == 0 && closing == 0 ? "" : copy + ":" + open + ":" + closing;
        String all = (own + " " + others).strip();
        return all.isEmpty() ? null : all;
    }
}
