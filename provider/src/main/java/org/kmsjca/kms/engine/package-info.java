/**
 * The engine as a whole: builds the parts of {@code kms} and its rooms, opens them once for a store
 * however many providers ask, and closes them. Only the JCA classes and the public API call it.
 */
@NullMarked
package org.kmsjca.kms.engine;

import org.jspecify.annotations.NullMarked;
