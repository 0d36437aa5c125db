/**
 * Keys that a Java program can use but never read, behind the JCA's own interfaces.
 *
 * <p>Register {@link org.kmsjca.KmsProvider} in java.security and use the JCA as ever:
 *
 * <pre>{@code
 * KeyStore keys = KeyStore.getInstance("KMS");
 * keys.load(null, null);
 * Signature signature = Signature.getInstance("SHA256withRSA");
 * signature.initSign((PrivateKey) keys.getKey("payroll", null));
 * }</pre>
 *
 * <p>Keys are customer master keys (CMKs) with the semantics of Alibaba Cloud KMS: they have a
 * state, a usage, versions, aliases. {@link org.kmsjca.Kms} administers them, {@link
 * org.kmsjca.KmsRoot} what protects them all, {@link org.kmsjca.CmkSpec} says what a new one shall
 * be, {@link org.kmsjca.KmsException} says why something was refused.
 *
 * <h2>The road of a call</h2>
 *
 * <p>{@code jca} (service classes and key handles, made from one table of algorithms) asks {@code
 * kms} (the engine: may this CMK do this now?), which has its rows in {@code store} (SQLite or
 * PostgreSQL, every row authenticated) and its key material in {@code protection} (the software
 * module under a root key, which {@code protection.software.root} guards, by a TPM, a passphrase or
 * a key file; or PKCS#11 tokens, {@code protection.hsm}). {@code mechanism} holds the words that
 * they share. {@code cli} is the command {@code kms}. Each sees only what is below it; a test holds
 * that.
 */
@NullMarked
package org.kmsjca;

import org.jspecify.annotations.NullMarked;
