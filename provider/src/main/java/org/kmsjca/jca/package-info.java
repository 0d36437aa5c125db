/**
 * The JCA's side: the service provider classes, the opaque key handles, and the one table of
 * algorithms from which services are made.
 *
 * <p>Nothing here touches key material. A handle stands for a {@link org.kmsjca.kms.ManagedKey},
 * which asks for permission at init and at each call that gives output, and then does the work: an
 * operation without that cannot be written here.
 */
@NullMarked
package org.kmsjca.jca;

import org.jspecify.annotations.NullMarked;
