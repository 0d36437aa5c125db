package org.kmsjca.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in words what the JDK says by the class of an exception. */
final class FileErrors {
    private FileErrors() {}

    /** What is wrong with a file that is read. */
    static String reading(String file, IOException failure) {
        return text(file, "read", failure);
    }

    /** What is wrong with a file that is to be made. */
    static String writing(String file, IOException failure) {
        return text(file, "create", failure);
    }

    /** What the failure says by itself. */
    static String text(FileSystemException failure) {
        return text(failure.getFile(), "use", failure);
    }

    private static String text(String named, String operation, IOException failure) {
        if (!(failure instanceof FileSystemException known)) {
            return named + ": " + failure.getMessage();
        }
        String file = known.getFile() == null ? named : known.getFile();
        if (failure instanceof NoSuchFileException) {
            return file + (operation.equals("create") ? ": no such directory" : ": no such file");
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission to " + operation + " " + named;
        }
        if (failure instanceof FileAlreadyExistsException) {
            return file + " exists";
        }
        String reason = known.getReason();
        return file + ": " + (reason == null ? "cannot " + operation + " it" : reason);
    }
}
