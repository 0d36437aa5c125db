/**
 * Project Wycheproof's test vectors against the provider. The vectors are not in this repository;
 * {@code VectorFolder} says where they are looked for. What runs is in {@code files.txt}, what is
 * expected to differ in {@code exclusions.txt}, {@code jdk-deviations.txt} and {@code
 * acceptable.txt}.
 */
package org.kmsjca.conformance.wycheproof;
