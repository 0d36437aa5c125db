package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.cmk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;

/** What stands in the place of a store, and is none. */
@Timeout(30)
@Tag("sqlite")
class StrangeFileTest {
    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("kms.db");
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> StoreFixture.open(file).close())
                .isInstanceOf(KmsException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(
                        () ->
                                StoreOpening.openAsFarAsPossible(
                                        file,
                                        storeId -> {
                                            throw new AssertionError("no new store");
                                        }))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void directoryIsNamed() throws Exception {
        Files.createDirectory(file);
        assertRefused("no regular file");
    }

    @Test
    void pipeIsNamedAndNotWaitedFor() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
        assertRefused("no regular file");
    }

    @Test
    void noEmptyFileComesInThePlaceOfAStoreThatWasMovedAway() throws Exception {
        Path elsewhere = directory.resolve("elsewhere");
        try (Opened opened = Opened.at(file)) {
            opened.put(cmk("first"));
        }
        try (Opened opened = Opened.at(file)) {
            Files.move(file, elsewhere);
            assertThatThrownBy(() -> opened.put(cmk("second")))
                    .hasMessageContaining("is not there any more");
            assertRefused("is lost");
            assertThat(file).doesNotExist();
            Files.createFile(file); // by another program
            assertThatThrownBy(() -> opened.store().pull())
                    .hasMessageContaining("is not there any more");
            Files.move(elsewhere, file, StandardCopyOption.REPLACE_EXISTING);
            opened.store().pull();
            assertThat(opened.picture().cmks).hasSize(1);
        }
    }
}
