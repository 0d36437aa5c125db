package org.kmsjca.kms;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * The events of Java Flight Recorder. The first use of one costs 100 ms, and needs the module
 * jdk.jfr: only {@link OperationMetrics} comes here, and only while something records.
 */
final class FlightEvents {
    private FlightEvents() {}

    /** An event that has begun; null when no recording wants it. */
    static @Nullable Observation begin(KmsCall call) {
        OperationEvent event =
                switch (call) {
                    case ENCRYPT, ASYMMETRIC_ENCRYPT -> new EncryptEvent();
                    case DECRYPT, ASYMMETRIC_DECRYPT -> new DecryptEvent();
                    case RE_ENCRYPT -> new ReEncryptEvent();
                    case GENERATE_DATA_KEY,
                            GENERATE_DATA_KEY_WITHOUT_PLAINTEXT,
                            GENERATE_DATA_KEY_PAIR,
                            GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT,
                            GENERATE_AND_EXPORT_DATA_KEY ->
                            new GenerateDataKeyEvent();
                    case EXPORT_DATA_KEY -> new ExportDataKeyEvent();
                    case ASYMMETRIC_SIGN -> new SignEvent();
                    case ASYMMETRIC_VERIFY -> new VerifyEvent();
                    case GENERATE_MAC, VERIFY_MAC -> new MacEvent();
                    case DERIVE_SHARED_SECRET -> new KeyAgreementEvent();
                    default -> throw new IllegalArgumentException(call + " is no operation");
                };
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    static void refusal(KmsCall call, CmkSnapshot cmk, String code) {
        RefusalEvent event = new RefusalEvent();
        if (event.shouldCommit()) {
            event.call = call.toString();
            event.keyId = cmk.keyId();
            event.keySpec = cmk.keySpec().toString();
            event.code = code;
            event.commit();
        }
    }

    @Category("KMS")
    @StackTrace(false)
    abstract static class OperationEvent extends Event implements Observation {
        @Label("Call")
        @Description("The KMS's name of the call")
        @Nullable String call;

        @Label("Key Id")
        @Nullable String keyId;

        @Label("Key Version Id")
        @Nullable String keyVersionId;

        @Label("Key Spec")
        @Nullable String keySpec;

        @Label("Algorithm")
        @Nullable String algorithm;

        @Label("Protection Level")
        @Nullable String protectionLevel;

        @Label("Session Wait")
        @Description("Time in which no session of the token was free, part of the duration")
        @Timespan(Timespan.NANOSECONDS)
        long sessionWait;

        @Label("Outcome")
        @Description("OK, an error code of the KMS, or the name of an exception")
        @Nullable String outcome;

        @Override
        public void ended(
                KmsCall made, ManagedKey key, String name, String result, long waitedNanos) {
            end();
            if (shouldCommit()) {
                call = made.toString();
                keyId = key.keyId();
                keyVersionId = key.versionId();
                keySpec = key.keySpec().toString();
                algorithm = name;
                protectionLevel = key.protectionLevel().toString();
                sessionWait = waitedNanos;
                outcome = result;
                commit();
            }
        }
    }

    @Name("org.kmsjca.Encrypt")
    @Label("Encrypt")
    static final class EncryptEvent extends OperationEvent {}

    @Name("org.kmsjca.Decrypt")
    @Label("Decrypt")
    static final class DecryptEvent extends OperationEvent {}

    @Name("org.kmsjca.ReEncrypt")
    @Label("ReEncrypt")
    @Description("Each of its two halves is an event")
    static final class ReEncryptEvent extends OperationEvent {}

    @Name("org.kmsjca.GenerateDataKey")
    @Label("GenerateDataKey")
    static final class GenerateDataKeyEvent extends OperationEvent {}

    @Name("org.kmsjca.ExportDataKey")
    @Label("ExportDataKey")
    static final class ExportDataKeyEvent extends OperationEvent {}

    @Name("org.kmsjca.Sign")
    @Label("Sign")
    static final class SignEvent extends OperationEvent {}

    @Name("org.kmsjca.Verify")
    @Label("Verify")
    @Description("AsymmetricVerify; its outcome is OK also of a signature that is not valid")
    static final class VerifyEvent extends OperationEvent {}

    @Name("org.kmsjca.Mac")
    @Label("Mac")
    static final class MacEvent extends OperationEvent {}

    @Name("org.kmsjca.KeyAgreement")
    @Label("KeyAgreement")
    static final class KeyAgreementEvent extends OperationEvent {}

    @Name("org.kmsjca.Refusal")
    @Label("Refusal")
    @Description("A CMK's state or usage does not allow what was asked of it")
    @Category("KMS")
    @StackTrace(false)
    static final class RefusalEvent extends Event {
        @Label("Call")
        @Nullable String call;

        @Label("Key Id")
        @Nullable String keyId;

        @Label("Key Spec")
        @Nullable String keySpec;

        @Label("Code")
        @Description("The error code of the KMS")
        @Nullable String code;
    }
}
