/**
 * The seam between what a CMK is and where its key material lives. A module makes, takes in, keeps
 * and uses key material of one protection level; what not every module can do is an interface of
 * its own.
 */
@NullMarked
package org.kmsjca.protection;

import org.jspecify.annotations.NullMarked;
