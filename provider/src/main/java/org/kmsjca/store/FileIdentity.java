package org.kmsjca.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Which file stands under a name now, so that one that was deleted or replaced under a running
 * program is noticed.
 *
 * @param key the file's number on its device, null where the system has none
 */
record FileIdentity(boolean exists, long size, @Nullable Object key) {

    static FileIdentity of(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileIdentity(true, attributes.size(), attributes.fileKey());
        } catch (NoSuchFileException e) {
            return new FileIdentity(false, 0, null);
        }
    }

    /** Whether this is another file than that; not known where there are no numbers. */
    boolean isOtherThan(FileIdentity that) {
        return exists != that.exists || (key != null && that.key != null && !key.equals(that.key));
    }
}
