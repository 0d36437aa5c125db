/**
 * Authenticated encryption of streams of any length: AES-GCM-HKDF streaming, the construction of
 * Google's Tink (its class {@code AesGcmHkdfStreaming}), byte for byte. It is the STREAM scheme of
 * Hoang, Reyhanitabar, Rogaway and Vizár ("Online Authenticated-Encryption and its Nonce-Reuse
 * Misuse-Resistance", CRYPTO 2015) over AES-GCM, with a key of its own for each message.
 *
 * <p>Tink itself is not used: it reads from streams, whereas a Cipher is fed; and it would bring
 * protocol buffers into other people's JVMs. The tests decrypt with Tink what was encrypted here,
 * and the other way round.
 */
@NullMarked
package org.kmsjca.crypto.streaming;

import org.jspecify.annotations.NullMarked;
