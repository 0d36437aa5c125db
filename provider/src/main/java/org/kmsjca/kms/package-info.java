/**
 * The engine: what a CMK is and what it may do now, after the model of the KMS. It decides, keeps
 * and hands out; key material stays in {@code protection}, rows in {@code store}.
 *
 * <p>There is one door to key material, {@link org.kmsjca.kms.ManagedKey}: it authorizes, observes
 * and counts each use, and gives the material out for that use only. What comes in parts goes
 * through it at each part, {@link org.kmsjca.kms.KeyCipher} and {@link org.kmsjca.kms.KeyMac}.
 * Tests of the architecture hold that nobody else touches material of a CMK.
 */
@NullMarked
package org.kmsjca.kms;

import org.jspecify.annotations.NullMarked;
