/** Flight recordings, counters and audit of cryptographic operations, with the JDK's own tools. */
package org.kmsjca.conformance.observation;
