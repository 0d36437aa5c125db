/**
 * Data encrypted under a CMK: blobs of Encrypt and Decrypt, data keys and data key pairs, and
 * envelopes of data of any length under a data key.
 */
@NullMarked
package org.kmsjca.kms.envelope;

import org.jspecify.annotations.NullMarked;
