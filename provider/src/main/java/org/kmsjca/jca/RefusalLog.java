package org.kmsjca.jca;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.kms.ManagedKey;

/**
 * Decides which refusals are logged: each key and reason once, again when the CMK was changed since
 * (it may have been usable in between), and again after {@value #INTERVAL_MINUTES} minutes. Keeps
 * the newest {@value #MOST}. Thread-safe.
 */
final class RefusalLog {
    static final int INTERVAL_MINUTES = 10;
    static final int MOST = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Refusal, Logged> logged = new LinkedHashMap<>();

    private record Refusal(String keyId, KmsErrorCode code) {}

    private record Logged(long changes, long nanos) {}

    /**
     * Whether it is to be logged now, which is taken to happen then.
     *
     * @param now of {@link System#nanoTime}
     */
    boolean isNews(ManagedKey key, KmsException refusal, long now) {
        return isNews(key.keyId(), refusal.code(), key.changes(), now);
    }

    boolean isNews(String keyId, KmsErrorCode code, long changes, long now) {
        Refusal refusal = new Refusal(keyId, code);
        lock.lock();
        try {
            Logged last = logged.get(refusal);
            if (last != null
                    && last.changes() == changes
                    && now - last.nanos() < TimeUnit.MINUTES.toNanos(INTERVAL_MINUTES)) {
                return false;
            }
            logged.remove(refusal);
            logged.put(refusal, new Logged(changes, now));
            if (logged.size() > MOST) {
                Iterator<Refusal> oldest = logged.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
