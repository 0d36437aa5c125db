package org.kmsjca.protection.hsm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps native calls off the carriers of virtual threads, which they would occupy: what a virtual
 * thread wants of the token is done by a platform thread meanwhile. Threads end when idle.
 */
final class TokenThreads {
    private static final long IDLE_SECONDS = 5;
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

    private final String name;
    private final ThreadPoolExecutor platform;

    TokenThreads(String name) {
        this.name = name;
        this.platform =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE, // callers hold a permit of the session pool
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        task -> {
                            Thread thread = new Thread(task, "KMS token calls " + name);
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /** Virtual threads came with Java 21. */
    private static @Nullable MethodHandle isVirtual() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }

    private static boolean onVirtualThread() {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs the calls here, or for a virtual thread elsewhere. */
    <T> T run(Supplier<T> calls) {
        return onVirtualThread() ? await(submit(calls)) : calls.get();
    }

    private <T> Future<T> submit(Supplier<T> calls) {
        try {
            return platform.submit(calls::get);
        } catch (RejectedExecutionException e) {
            throw TokenErrors.closed(name, e);
        }
    }

    /** Interrupts end no call to a token; they are kept for the caller. */
    private static <T> T await(Future<T> result) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException problem) {
                        throw problem;
                    }
                    if (e.getCause() instanceof Error problem) {
                        throw problem;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void close() {
        platform.shutdown();
    }
}
