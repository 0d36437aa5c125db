/**
 * The JCA's side: the service provider classes, the opaque key handles, and the one table of
 * algorithms from which services are made.
 *
 * <p>Nothing here touches key material. A handle stands for a {@link org.kmsjca.kms.ManagedKey},
 * which is asked for permission at init and again at the operation, and then does the work.
 */
@NullMarked
package org.kmsjca.jca;

import org.jspecify.annotations.NullMarked;
