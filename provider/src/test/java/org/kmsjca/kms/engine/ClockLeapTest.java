package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;

/** A clock that is ahead, and comes back: looking destroys nothing. */
class ClockLeapTest {
    private static final Duration YEARS = Duration.ofDays(365L * 17);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MONTH = Duration.ofDays(30);

    private final TestClock clock = new TestClock();
    @TempDir private Path home;
    private KmsEngine engine;
    private String doomed;
    private String rotated;

    @BeforeEach
    void open() {
        engine = EngineFactory.open(Configuration.defaults(home), clock, null);
        doomed = engine.creations().createKey(CmkSpec.of(KeySpec.EC_P256)).keyId();
        engine.keys().scheduleDeletion(doomed, 30);
        rotated =
                engine.creations()
                        .createKey(
                                CmkSpec.builder(KeySpec.ALIYUN_AES_256)
                                        .rotationInterval(MONTH)
                                        .build())
                        .keyId();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void reopen() {
        engine.close();
        engine = EngineFactory.open(Configuration.defaults(home), clock, null);
    }

    private KeyState stateOfDoomed() {
        return engine.keys().describe(doomed).keyState();
    }

    private int versionsOfRotated() {
        return engine.keys().describe(rotated).versions().size();
    }

    @Test
    void clockThatIsAheadDestroysAndRotatesNothingByLooking() {
        clock.advance(YEARS);
        assertThat(stateOfDoomed()).isEqualTo(KeyState.PENDING_DELETION);
        assertThat(versionsOfRotated()).isEqualTo(1);
        reopen();
        assertThat(stateOfDoomed()).isEqualTo(KeyState.PENDING_DELETION);
        assertThat(engine.scheduledChanges().clockProblem()).contains("kms store accept-time");

        clock.advance(YEARS.negated());
        assertThat(engine.scheduledChanges().clockProblem()).isNull();
        engine.keys().cancelDeletion(doomed);
        assertThat(stateOfDoomed()).isEqualTo(KeyState.ENABLED);
        assertThat(versionsOfRotated()).isEqualTo(1);
    }

    @Test
    void otherChangesUnderAClockThatIsAheadDoNotMakeItBelieved() {
        clock.advance(YEARS);
        for (int i = 0; i < 3; i++) {
            engine.creations().createKey(CmkSpec.of(KeySpec.EC_P256));
            clock.advance(Duration.ofMinutes(10));
        }
        assertThat(stateOfDoomed()).isEqualTo(KeyState.PENDING_DELETION);
    }

    @Test
    void secondLookBelieves() {
        clock.advance(YEARS);
        assertThat(stateOfDoomed()).isEqualTo(KeyState.PENDING_DELETION);
        clock.advance(HOUR.minusSeconds(1));
        assertThat(stateOfDoomed()).isEqualTo(KeyState.PENDING_DELETION);
        clock.advance(Duration.ofSeconds(1));
        assertGone();
        assertThat(versionsOfRotated()).isEqualTo(2);
    }

    private void assertGone() {
        assertThatThrownBy(this::stateOfDoomed)
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.KEY_NOT_FOUND));
    }

    @Test
    void storeThatIsUsedOnceAMonthHasItsSecondLookAMonthLater() {
        clock.advance(MONTH);
        assertThat(stateOfDoomed()).isEqualTo(KeyState.PENDING_DELETION);
        clock.advance(MONTH);
        assertGone();
    }

    @Test
    void leapsToDifferentTimesAreEachAFirstLook() {
        clock.advance(Duration.ofDays(40));
        assertThat(stateOfDoomed()).isEqualTo(KeyState.PENDING_DELETION);
        clock.advance(YEARS);
        assertThat(stateOfDoomed()).isEqualTo(KeyState.PENDING_DELETION);
    }

    @Test
    void acceptedTimeCountsAtOnceAndIsAudited() {
        clock.advance(MONTH);
        assertThat(stateOfDoomed()).isEqualTo(KeyState.PENDING_DELETION);
        assertThat(engine.scheduledChanges().acceptTime()).isEqualTo(clock.instant());
        assertGone();
        assertThat(engine.audit().list(0, 100)).anyMatch(r -> r.call().equals("AcceptTime"));
        assertThat(engine.scheduledChanges().clockProblem()).isNull();
    }

    @Test
    void rotationDoesNotSleepWhenABelievedClockComesBack() {
        clock.advance(YEARS);
        engine.scheduledChanges().acceptTime();
        assertThat(versionsOfRotated()).isEqualTo(2); // dated in the future
        clock.advance(YEARS.negated().plus(MONTH));
        Instant real = clock.instant();
        reopen();
        assertThat(engine.scheduledChanges().clockProblem()).isNotNull();
        clock.advance(HOUR);
        reopen(); // the second look
        assertThat(engine.keys().describe(rotated).versions()).hasSize(3);
        assertThat(engine.keys().describe(rotated).rotation().lastRotationDate())
                .contains(real.plus(HOUR));
        assertThat(engine.scheduledChanges().clockProblem()).isNull();
    }
}
