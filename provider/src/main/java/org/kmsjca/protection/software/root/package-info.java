/**
 * The root of trust of the SOFTWARE level: what protects the root key. A key file or a passphrase
 * now; a TPM 2.0 takes its place beside them.
 *
 * <p>JCA calls in here name the JDK's providers: the KMS provider must not call itself while it
 * opens.
 */
@NullMarked
package org.kmsjca.protection.software.root;

import org.jspecify.annotations.NullMarked;
