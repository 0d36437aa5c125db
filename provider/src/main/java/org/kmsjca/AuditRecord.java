package org.kmsjca;

import java.time.Instant;
import java.util.Optional;

/**
 * A record of the audit: one call that changed the KMS or was refused, or with {@code
 * audit.crypto=on} one cryptographic operation.
 *
 * @param sequence from 1, without gaps
 * @param time to the millisecond
 * @param caller who asked: {@code user}, {@code service/<CODE>}, or {@code kms} for what the KMS
 *     does by itself
 * @param call the KMS's name of the call, such as {@code DisableKey}
 * @param keyId the CMK as it was named, or the envelope of the root key; empty when the call failed
 *     before it had one
 * @param alias the alias that the call was about, without the prefix {@code alias/}, or the name of
 *     the KeyStore entry, which {@link EntryName#isAlias} tells from an alias
 * @param outcome {@link #OK}, or the error code of the refusal
 * @param actor the program that asked; empty in records of stores of format 1
 * @param mac hexadecimal; authenticates the record and every one before it
 */
public record AuditRecord(
        long sequence,
        Instant time,
        String caller,
        String call,
        Optional<String> keyId,
        Optional<String> alias,
        String outcome,
        Optional<AuditActor> actor,
        String mac) {
    /** The outcome of what was done. */
    public static final String OK = "OK";
}
