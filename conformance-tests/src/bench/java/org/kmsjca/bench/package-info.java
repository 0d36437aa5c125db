/**
 * JMH benchmarks: the provider beside the raw engine and other providers, on the same key material
 * and in the same run. Read the results as ratios.
 */
package org.kmsjca.bench;
