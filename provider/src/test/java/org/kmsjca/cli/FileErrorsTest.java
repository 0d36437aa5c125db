package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileErrorsTest {
    @Test
    void classesOfExceptionsBecomeWords() {
        assertThat(FileErrors.reading("a", new NoSuchFileException("a")))
                .isEqualTo("a: no such file");
        assertThat(FileErrors.writing("b/a", new NoSuchFileException("b")))
                .isEqualTo("b: no such directory");
        assertThat(FileErrors.reading("a", new AccessDeniedException("a")))
                .isEqualTo("no permission to read a");
        assertThat(FileErrors.writing("a", new AccessDeniedException(".a.part")))
                .isEqualTo("no permission to create a");
        assertThat(FileErrors.writing("a", new FileSystemException("a", null, "disk full")))
                .isEqualTo("a: disk full");
        assertThat(FileErrors.reading("a", new IOException("Is a directory")))
                .isEqualTo("a: Is a directory");
    }
}
