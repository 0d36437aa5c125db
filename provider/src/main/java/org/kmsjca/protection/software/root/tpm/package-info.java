/**
 * A TPM 2.0 as the root of trust. {@link org.kmsjca.protection.software.root.tpm.TpmRoot} seals and
 * opens; the rest is how it speaks with a TPM.
 *
 * <p>TSS.Java gives the structures and commands ({@code tss.*}, unpacked into our jar). Its session
 * layer is empty, so {@code TpmClient} replaces the dispatcher: HMAC and policy sessions that are
 * salted to the TPM's storage key, with parameter encryption, so that no secret crosses the bus in
 * clear; the key's Name is recorded at sealing and another one refused. {@code tss.Crypto}, {@code
 * tss.Tss}, {@code TPMT_HA}, {@code getName()} and {@code Helpers.RandomBytes} must never be
 * touched: they register Bouncy Castle in the JVM and use {@code java.util.Random}.
 *
 * <p>No state is kept in a TPM: connect, unseal, flush, disconnect ({@code TpmConnector}).
 */
@NullMarked
package org.kmsjca.protection.software.root.tpm;

import org.jspecify.annotations.NullMarked;
