/** The metadata store: CMKs and what belongs to them, in one authenticated SQLite file. */
@NullMarked
package org.kmsjca.store;

import org.jspecify.annotations.NullMarked;
