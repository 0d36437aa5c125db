/** Libraries that encrypt, sign or speak with keys that a program hands them. */
package org.kmsjca.consumers.libraries;
