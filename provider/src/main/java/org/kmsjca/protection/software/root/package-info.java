/**
 * The root of trust of the SOFTWARE level: what protects the root key: a key file, a passphrase, or
 * a TPM 2.0 (package {@code tpm}). A store keeps one envelope for each; a backup is one in a file.
 *
 * <p>JCA calls in here name the JDK's providers: the KMS provider must not call itself while it
 * opens.
 */
@NullMarked
package org.kmsjca.protection.software.root;

import org.jspecify.annotations.NullMarked;
