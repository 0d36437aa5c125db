/** Files that are written whole or not at all, for everything that a user names as an output. */
@NullMarked
package org.kmsjca.file;

import org.jspecify.annotations.NullMarked;
