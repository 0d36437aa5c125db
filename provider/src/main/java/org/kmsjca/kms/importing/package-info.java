/**
 * Key material from outside for a CMK: the wrapping key and token of GetParametersForImport, and
 * ImportKeyMaterial, which unwraps the material and gives it to the CMK.
 */
@NullMarked
package org.kmsjca.kms.importing;

import org.jspecify.annotations.NullMarked;
