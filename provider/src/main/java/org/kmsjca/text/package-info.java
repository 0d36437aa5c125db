/** Text that comes from others, made fit to be shown. */
@NullMarked
package org.kmsjca.text;

import org.jspecify.annotations.NullMarked;
