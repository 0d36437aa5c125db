package org.kmsjca.kms.envelope;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.kmsjca.DataKey;
import org.kmsjca.EncryptionContext;
import org.kmsjca.config.DataKeyCaching;
import org.kmsjca.kms.Limits;
import org.kmsjca.kms.OperationMetrics;

/**
 * Data keys that are used for more than one envelope, for as long as the policy says. What it gives
 * are copies. There is no thread that clears it: what is too old goes when it is asked next, and
 * with the engine. Thread-safe.
 */
public final class DataKeyCache {
    private final DataKeyCaching policy;
    private final Clock clock;
    private final OperationMetrics operations;
    private final ReentrantLock lock = new ReentrantLock();

    /** Both in the order of age, the oldest first. */
    private final Map<ToEncrypt, Entry> toEncrypt = new LinkedHashMap<>();

    private final Map<ToDecrypt, Entry> toDecrypt = new LinkedHashMap<>();

    private boolean closed;

    public DataKeyCache(DataKeyCaching policy, Clock clock, OperationMetrics operations) {
        this.policy = policy;
        this.clock = clock;
        this.operations = operations;
    }

    private record ToEncrypt(String versionId, EncryptionContext context) {}

    private record ToDecrypt(ByteBuffer encrypted, EncryptionContext context) {}

    /** A data key and what was done with it; guarded by the lock. */
    private static final class Entry {
        private final DataKey dataKey;
        private final Instant end;
        private long messages;
        private long bytes;

        Entry(DataKey dataKey, Instant end) {
            this.dataKey = dataKey;
            this.end = end;
        }
    }

    /** A data key under that version for one more message, or null. */
    EnvelopeKeys.@Nullable Lease toEncrypt(String versionId, EncryptionContext context) {
        lock.lock();
        try {
            removeOld(toEncrypt);
            ToEncrypt key = new ToEncrypt(versionId, context);
            Entry entry = toEncrypt.get(key);
            operations.dataKeyAsked(entry != null);
            return entry == null ? null : lease(key, entry);
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a new data key, of which this is the first message. */
    EnvelopeKeys.Lease keepToEncrypt(EncryptionContext context, DataKey dataKey) {
        lock.lock();
        try {
            ToEncrypt key = new ToEncrypt(dataKey.encrypted().keyVersionId(), context);
            Entry entry = new Entry(dataKey, clock.instant().plus(policy.age()));
            if (!closed) {
                put(toEncrypt, key, entry);
            }
            EnvelopeKeys.Lease lease = lease(key, entry);
            if (closed) {
                dataKey.destroy();
            }
            return lease;
        } finally {
            lock.unlock();
        }
    }

    private EnvelopeKeys.Lease lease(ToEncrypt key, Entry entry) {
        DataKey copy = copy(entry.dataKey);
        entry.messages++;
        retireWhenUsedUp(key, entry);
        return new EnvelopeKeys.Lease(copy, length -> count(key, entry, length));
    }

    private void count(ToEncrypt key, Entry entry, long length) {
        lock.lock();
        try {
            entry.bytes += length;
            retireWhenUsedUp(key, entry);
        } finally {
            lock.unlock();
        }
    }

    private void retireWhenUsedUp(ToEncrypt key, Entry entry) {
        if ((entry.messages >= policy.messages() || entry.bytes >= policy.bytes())
                && toEncrypt.remove(key, entry)) {
            entry.dataKey.destroy();
        }
    }

    /** The data key of the EDK, or null. */
    @Nullable DataKey toDecrypt(byte[] encrypted, EncryptionContext context) {
        lock.lock();
        try {
            removeOld(toDecrypt);
            Entry entry = toDecrypt.get(new ToDecrypt(ByteBuffer.wrap(encrypted), context));
            operations.dataKeyAsked(entry != null);
            return entry == null ? null : copy(entry.dataKey);
        } finally {
            lock.unlock();
        }
    }

    /** Keeps the data key of an EDK. */
    DataKey keepToDecrypt(EncryptionContext context, DataKey dataKey) {
        lock.lock();
        try {
            ByteBuffer encrypted = ByteBuffer.wrap(dataKey.encrypted().toByteArray());
            DataKey copy = copy(dataKey);
            if (closed) {
                dataKey.destroy();
            } else {
                Entry entry = new Entry(dataKey, clock.instant().plus(policy.age()));
                put(toDecrypt, new ToDecrypt(encrypted, context), entry);
            }
            return copy;
        } finally {
            lock.unlock();
        }
    }

    /** Wipes everything, and keeps nothing from now on. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            toEncrypt.values().forEach(entry -> entry.dataKey.destroy());
            toEncrypt.clear();
            toDecrypt.values().forEach(entry -> entry.dataKey.destroy());
            toDecrypt.clear();
        } finally {
            lock.unlock();
        }
    }

    private <K> void put(Map<K, Entry> entries, K key, Entry entry) {
        Entry replaced = entries.remove(key);
        if (replaced != null) {
            replaced.dataKey.destroy();
        }
        entries.put(key, entry);
        if (entries.size() > Limits.MAXIMUM_CACHED_DATA_KEYS) {
            Iterator<Entry> oldest = entries.values().iterator();
            oldest.next().dataKey.destroy();
            oldest.remove();
        }
    }

    private void removeOld(Map<?, Entry> entries) {
        Instant now = clock.instant();
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (entry.end.isAfter(now)) {
                return;
            }
            entry.dataKey.destroy();
            oldest.remove();
        }
    }

    private static DataKey copy(DataKey dataKey) {
        byte[] clear = dataKey.getEncoded();
        try {
            return new DataKey(dataKey.getAlgorithm(), clear, dataKey.encrypted());
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }
}
