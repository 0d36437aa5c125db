package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.store.StoreFixture.Opened;

/** A store of the size that a large installation has. */
@Timeout(60)
class LargeStoreTest {
    private static final int CMKS = 10_000;

    @TempDir Path directory;

    @Test
    void tenThousandCmksAreReadAtOnce() {
        Path file = directory.resolve("kms.db");
        try (Opened opened = Opened.at(file)) {
            opened.store()
                    .write(
                            tx -> {
                                for (int i = 0; i < CMKS; i++) {
                                    tx.put(StoreFixture.cmk("app/key-" + i));
                                }
                                return true;
                            });
        }
        try (Opened opened = Opened.at(file)) {
            assertThat(opened.picture().cmks).hasSize(CMKS);
            assertThat(opened.picture().deliveries).hasSize(1);
            assertThat(opened.store().check()).isEmpty();
        }
    }
}
