package org.kmsjca.protection.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** Calls of virtual threads to a token. */
@EnabledForJreRange(min = JRE.JAVA_21)
class TokenThreadsTest {
    private final TokenThreads threads = new TokenThreads("test");

    /** Java 17 compiles this. */
    private static Executor virtual() {
        return task -> {
            try {
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.getMessage(), e);
            }
        };
    }

    private CompletableFuture<String> runner() {
        return CompletableFuture.supplyAsync(
                () -> threads.run(() -> Thread.currentThread().getName()), virtual());
    }

    @Test
    void callsAreMadeByPlatformThreads() throws Exception {
        assertThat(runner().get()).isEqualTo("KMS token calls test");
        threads.close();
    }

    @Test
    void callAfterTheCloseIsRefusedAsByOtherThreads() {
        threads.close();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> runner().get())
                .havingCause()
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.UNAVAILABLE));
    }
}
