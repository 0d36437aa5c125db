/**
 * What {@code kms doctor} examines: the configuration, the store, roots, tokens, keys due for
 * rotation, the age of backups, and the JVM. Nothing here changes anything, and the engine does not
 * know this room.
 */
@NullMarked
package org.kmsjca.kms.doctor;

import org.jspecify.annotations.NullMarked;
