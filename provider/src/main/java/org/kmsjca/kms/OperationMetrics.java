package org.kmsjca.kms;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AuditRecord;
import org.kmsjca.KmsException;
import org.kmsjca.OperationsMXBean;
import org.kmsjca.protection.SessionWaits;

/**
 * Watches the cryptographic operations of an engine: counts them, shows them to flight recordings,
 * and writes them to the audit with {@code audit.crypto=on}. Counting is all that happens, and
 * nothing is allocated, where nobody records. Thread-safe.
 */
public final class OperationMetrics implements OperationsMXBean {
    /** A power of two: then a random number takes 1 ns. */
    private static final int RARELY = 64;

    private final Map<KmsCall, LongAdder> performed = new EnumMap<>(KmsCall.class);
    private final LongAdder failures = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final LongAdder materialMisses = new LongAdder();
    private final LongAdder dataKeyHits = new LongAdder();
    private final LongAdder dataKeyMisses = new LongAdder();
    private final SessionWaits sessionWaits;
    private final @Nullable AuditTrail audit;

    /** Does something now and then, until it is true; null when there is nothing to do. */
    private volatile @Nullable BooleanSupplier sampledCheck;

    /** Programs that start with few modules, as keytool does, have no flight recorder. */
    private final boolean hasFlightRecorder = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    /**
     * Counters that begin at 0.
     *
     * @param audit null when operations are not to be in it
     */
    public OperationMetrics(SessionWaits sessionWaits, @Nullable AuditTrail audit) {
        this.sessionWaits = sessionWaits;
        this.audit = audit;
        for (KmsCall call : KmsCall.values()) {
            performed.put(call, new LongAdder());
        }
    }

    /** Calls it at one of {@value #RARELY} operations, at random, until it answers true. */
    public void sampledCheck(BooleanSupplier look) {
        sampledCheck = look;
    }

    private void runSampledCheck() {
        BooleanSupplier look = sampledCheck;
        if (look != null
                && ThreadLocalRandom.current().nextInt(RARELY) == 0
                && look.getAsBoolean()) {
            sampledCheck = null;
        }
    }

    /** Before an operation; null when no recording watches it. */
    public @Nullable Observation begin(KmsCall call) {
        return hasFlightRecorder && FlightRecorder.isInitialized() ? observe(call) : null;
    }

    private @Nullable Observation observe(KmsCall call) {
        Observation observation = FlightEvents.begin(call);
        if (observation != null) {
            sessionWaits.watch();
        }
        return observation;
    }

    /**
     * After an operation that gave its result, before the caller gets it.
     *
     * @throws KmsException when it has to be in the audit and cannot be written there
     */
    public void succeeded(
            KmsCall call, ManagedKey key, String algorithm, @Nullable Observation observation) {
        Objects.requireNonNull(performed.get(call)).increment();
        runSampledCheck();
        if (observation != null) {
            observation.ended(call, key, algorithm, AuditRecord.OK, sessionWaits.watched());
        }
        if (audit != null) {
            audit.operation(call, key.keyId(), AuditRecord.OK);
        }
    }

    /** After an operation that failed. */
    public void failed(
            KmsCall call,
            ManagedKey key,
            String algorithm,
            @Nullable Observation observation,
            Exception failure) {
        failures.increment();
        if (observation != null || audit != null) {
            String outcome = outcome(failure);
            if (observation != null) {
                observation.ended(call, key, algorithm, outcome, sessionWaits.watched());
            }
            if (audit != null) {
                audit.operation(call, key.keyId(), outcome);
            }
        }
    }

    private static String outcome(Exception failure) {
        return failure instanceof KmsException refusal
                ? refusal.code().code()
                : failure.getClass().getSimpleName();
    }

    /** A use of the CMK was refused. */
    void refused(KmsCall call, CmkSnapshot cmk, KmsException refusal) {
        refusals.increment();
        String code = refusal.code().code();
        if (hasFlightRecorder && FlightRecorder.isInitialized()) {
            FlightEvents.refusal(call, cmk, code);
        }
        if (audit != null && call.requiredUsage() != null) {
            audit.operation(call, cmk.keyId(), code);
        }
    }

    /** Key material had to be unwrapped. */
    void materialOpened() {
        materialMisses.increment();
    }

    /** The cache of data keys was asked for one. */
    public void dataKeyAsked(boolean found) {
        (found ? dataKeyHits : dataKeyMisses).increment();
    }

    @Override
    public long getDataKeyCacheHits() {
        return dataKeyHits.sum();
    }

    @Override
    public long getDataKeyCacheMisses() {
        return dataKeyMisses.sum();
    }

    @Override
    public long getOperations() {
        return performed.values().stream().mapToLong(LongAdder::sum).sum();
    }

    @Override
    public Map<String, Long> getOperationsByCall() {
        Map<String, Long> byCall = new TreeMap<>();
        performed.forEach(
                (call, counter) -> {
                    if (counter.sum() > 0) {
                        byCall.put(call.toString(), counter.sum());
                    }
                });
        return byCall;
    }

    @Override
    public long getFailures() {
        return failures.sum();
    }

    @Override
    public long getRefusals() {
        return refusals.sum();
    }

    @Override
    public long getSessionWaits() {
        return sessionWaits.count();
    }

    @Override
    public long getSessionWaitMillis() {
        return TimeUnit.NANOSECONDS.toMillis(sessionWaits.nanos());
    }

    // Every operation but those with a public key asks for its material, so that only the rare case
    // needs a counter.
    @Override
    public long getMaterialCacheHits() {
        long withPublicKeys =
                performed(KmsCall.ASYMMETRIC_ENCRYPT) + performed(KmsCall.ASYMMETRIC_VERIFY);
        return Math.max(
                0, getOperations() + getFailures() - withPublicKeys - getMaterialCacheMisses());
    }

    private long performed(KmsCall call) {
        return Objects.requireNonNull(performed.get(call)).sum();
    }

    @Override
    public long getMaterialCacheMisses() {
        return materialMisses.sum();
    }
}
