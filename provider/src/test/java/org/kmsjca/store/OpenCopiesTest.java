package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("sqlite")
class OpenCopiesTest {
    private static OpenCopies of(String value) {
        return OpenCopies.parse(value, "own");
    }

    @Test
    void openingsAreCountedByCopy() {
        OpenCopies none = of(null);
        assertThat(none.isAlone()).isTrue();
        assertThat(none.with(1, 0).encoded()).isEqualTo("own:1:0");
        assertThat(of("own:1:0").with(1, 0).encoded()).isEqualTo("own:2:0");
        assertThat(of("own:1:0").with(-1, 0).encoded()).isNull();
        OpenCopies beside = of("other:3:0 own:1:0");
        assertThat(beside.isAlone()).isFalse();
        assertThat(beside.with(-1, 0).encoded()).isEqualTo("other:3:0");
    }

    @Test
    void closingOfAnotherCopyIsSeen() {
        assertThat(of("own:0:1").isBeingClosed()).isFalse();
        assertThat(of("own:1:0 other:1:0").isBeingClosed()).isFalse();
        assertThat(of("own:1:0 other:0:1").isBeingClosed()).isTrue();
    }

    /** As after System.setProperties, between the beginning and the end of a turn. */
    @Test
    void endOfWhatIsNotWrittenDownLeavesNothing() {
        assertThat(of(null).with(-1, 0).encoded()).isNull();
        assertThat(of("other:1:0").with(-1, -1).encoded()).isEqualTo("other:1:0");
    }
}
