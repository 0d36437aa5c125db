/** What older versions and other programs have written: these bytes must open for ever. */
package org.kmsjca.conformance.golden;
