/**
 * The engine: what a CMK is and what it may do now, after the model of the KMS. It decides, keeps
 * and hands out; key material stays in {@code protection}, rows in {@code store}.
 */
@NullMarked
package org.kmsjca.kms;

import org.jspecify.annotations.NullMarked;
