package org.kmsjca.store;

import java.time.Instant;

/**
 * A certificate that is kept without a key, under an alias of its own.
 *
 * @param alias unique among these and the aliases of CMKs
 * @param certificate DER
 * @param creationDate to the second
 */
@SuppressWarnings("ArrayRecordComponent") // DER, handed on and never changed
public record TrustedCertificateRecord(String alias, byte[] certificate, Instant creationDate) {}
