/**
 * Cryptography around the private-key operation that every protection level needs: public keys and
 * encodings, streams, certificates, the JDK's providers by name, random numbers of the system, and
 * bytes that are wiped. Knows the values of {@link org.kmsjca.mechanism} and no other room.
 */
@NullMarked
package org.kmsjca.crypto;

import org.jspecify.annotations.NullMarked;
