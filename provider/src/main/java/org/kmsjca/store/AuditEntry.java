package org.kmsjca.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AuditActor;

/**
 * What is to be appended to the audit; its place in the chain is given to it at the commit.
 *
 * @param time kept to the millisecond
 * @param caller who asked
 * @param call what was asked
 * @param keyId the CMK, or the envelope of the root key, that it was about, null when there is none
 * @param alias the alias that it was about, without prefix, null when there is none
 * @param outcome what became of it
 * @param actor the program that asked, null only in records of format 1
 */
public record AuditEntry(
        Instant time,
        String caller,
        String call,
        @Nullable String keyId,
        @Nullable String alias,
        String outcome,
        @Nullable AuditActor actor) {}
