/**
 * The JCA's side: the service provider classes, the opaque key handles, and the one table of
 * algorithms from which services are made.
 *
 * <p>Nothing here touches key material. A handle stands for a {@link org.kmsjca.kms.ManagedKey},
 * which asks for permission at init and at each call that gives output, and then does the work: an
 * operation without that cannot be written here.
 *
 * <p>Two tables make the services. {@code AlgorithmTable} has those that are registered and use
 * keys. {@code NamedServiceTable} has what libraries ask of the provider of a key besides: these
 * are given to programs that name the provider only, and are the JDK's own services wherever the
 * JDK has them, so that the provider's place in the list changes no other program.
 */
@NullMarked
package org.kmsjca.jca;

import org.jspecify.annotations.NullMarked;
