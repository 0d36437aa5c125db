/**
 * Protection level HSM: key material is made in a PKCS#11 token and never leaves it.
 *
 * <h2>The road of an operation</h2>
 *
 * <p>A key ({@code Hsm...Key}) knows its object by CKA_ID and asks its {@code HsmToken} for a
 * session; {@code HsmToken.with} is the one place where a session leaves the pool and comes back. A
 * session is held from the first to the last token call of one operation; messages longer than 64
 * KiB under GCM or HMAC hold one until they end (CBC, CTR and key wrapping chain single calls and
 * hold none). Object handles and sessions belong to a {@code Connection} and are never used with
 * another.
 *
 * <p>The IAIK wrapper's raw Cryptoki layer is used, not its convenience classes: those swallow
 * errors, and decide once per module how signatures look. From Java 22 on the calls that carry data
 * go past it ({@code ForeignCalls}), because it asks for the size of each output with a null
 * pointer, which ends the JVM in some modules.
 *
 * <h2>Recovery</h2>
 *
 * <p>After every failed call the session is closed. Then C_GetSessionInfo of the pinned session and
 * C_GetTokenInfo tell what happened: nothing (handles are looked up again), a logout (a new login),
 * or a lost module or token: one change of epoch, that is C_Finalize, C_Initialize, find the token,
 * login; C_Finalize only where this process's C_Initialize was ours. An operation is repeated once
 * the token answers again when nothing was sent yet (its Init, login or lookup failed), or when the
 * code says that nothing was done (dead session, dead handle, no login, module not initialised). A
 * failed C_Sign, C_Encrypt, C_Decrypt, and every failed creation, is reported. Changes of epoch
 * that did not help are followed by growing pauses. A refused PIN is not tried again in this JVM
 * until the configuration gives another.
 *
 * <h2>What a token does is tried</h2>
 *
 * <p>Lists of mechanisms promise what calls refuse, so {@code TokenMechanisms} remembers for a
 * connection what trials showed: {@code KeyTrials} of each KeySpec that is made, {@code
 * SigningProof} of whether keys sign digests or messages ({@code MessageSigning} is the table),
 * {@code OaepDecryption} of OAEP parameters. {@code TemplateTrials} makes an object by the full
 * template, then by one that denies no use; what came is read back. {@code BlockModes} makes modes
 * of AES of single blocks. What no trial can find out is in {@code ModuleHints}, by the library's
 * name.
 *
 * <h2>Import in the token</h2>
 *
 * <p>{@code UserWrappingKeys} makes the key pairs that users wrap AES keys under, as token objects.
 * The length of what was unwrapped has to be known, or a CMK of AES-256 could be a key of 128 bits,
 * and measured it is not simple: SoftHSM 2.6.1 refuses CKA_VALUE_LEN in the template
 * (CKR_ATTRIBUTE_READ_ONLY), unwraps any length and answers 0 afterwards; its keys of other lengths
 * than 16, 24 and 32 bytes fail at C_EncryptInit, and between those only the length of a wrapped
 * copy tells, for which a copy that may be wrapped lives for a moment as a session object. NSS
 * softokn refuses other lengths itself and answers truly, but cuts longer keys off silently when
 * CKA_VALUE_LEN is in the template. So every new pair is tried with keys of right and wrong lengths
 * first; a token that fails this does not unwrap, and the caller decrypts in this process. Private
 * keys, MAC and SM4 keys always take that road.
 *
 * <h2>Threads</h2>
 *
 * <p>Native calls run under the read side of a lock whose write side changes the epoch: C_Finalize
 * never meets a call. Virtual threads hand their token calls to platform threads, as a native call
 * would hold the carrier. The first init of a process asks the token for its mechanisms; later ones
 * make no token call.
 */
@NullMarked
package org.kmsjca.protection.hsm;

import org.jspecify.annotations.NullMarked;
