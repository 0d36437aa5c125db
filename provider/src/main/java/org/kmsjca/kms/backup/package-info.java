/**
 * The store as a file: its backup, its restoration, and what an administrator says about a store
 * that was set back.
 */
@NullMarked
package org.kmsjca.kms.backup;

import org.jspecify.annotations.NullMarked;
