/** Bouncy Castle's PKIX library as programs call it, registered behind the provider. */
package org.kmsjca.consumers.bouncycastle;
