/**
 * Data keys and data key pairs that a CMK encrypts, a cache of them, and envelopes of data of any
 * length under a data key.
 */
@NullMarked
package org.kmsjca.kms.envelope;

import org.jspecify.annotations.NullMarked;
