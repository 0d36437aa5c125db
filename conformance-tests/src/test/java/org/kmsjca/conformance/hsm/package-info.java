/**
 * Protection level HSM against real tokens: SoftHSM, SoftHSM through a module that fails on order,
 * a SoftHSM with few mechanisms, NSS. The suite of package {@code jca} runs at this level too.
 */
package org.kmsjca.conformance.hsm;
