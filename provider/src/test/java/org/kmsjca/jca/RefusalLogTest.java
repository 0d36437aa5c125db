package org.kmsjca.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kmsjca.KmsErrorCode.DISABLED;
import static org.kmsjca.KmsErrorCode.PENDING_DELETION;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
    private static final long INTERVAL = TimeUnit.MINUTES.toNanos(RefusalLog.INTERVAL_MINUTES);

    private final RefusalLog log = new RefusalLog();

    @Test
    void sameRefusalIsLoggedOnce() {
        assertThat(log.isNews("key", DISABLED, 1, 0)).isTrue();
        assertThat(log.isNews("key", DISABLED, 1, INTERVAL - 1)).isFalse();
        assertThat(log.isNews("key", PENDING_DELETION, 1, 1)).isTrue();
        assertThat(log.isNews("other", DISABLED, 1, 1)).isTrue();
    }

    @Test
    void refusalIsLoggedAgainWhenTheCmkWasChanged() {
        assertThat(log.isNews("key", DISABLED, 1, 0)).isTrue();
        assertThat(log.isNews("key", DISABLED, 3, 1)).isTrue();
        assertThat(log.isNews("key", DISABLED, 3, 2)).isFalse();
    }

    @Test
    void refusalIsLoggedAgainAfterTheInterval() {
        long start = Long.MAX_VALUE - 5; // nanoTime may run over
        assertThat(log.isNews("key", DISABLED, 1, start)).isTrue();
        assertThat(log.isNews("key", DISABLED, 1, start + INTERVAL)).isTrue();
        assertThat(log.isNews("key", DISABLED, 1, start + INTERVAL + 1)).isFalse();
    }

    @Test
    void memoryIsBoundedAndNewRefusalsAreLoggedStill() {
        for (int i = 0; i <= RefusalLog.MOST; i++) {
            assertThat(log.isNews("key" + i, DISABLED, 1, i)).isTrue();
        }
        assertThat(log.isNews("key" + RefusalLog.MOST, DISABLED, 1, 2000)).isFalse();
        assertThat(log.isNews("key0", DISABLED, 1, 2000)).isTrue(); // made room for the last
    }
}
