package org.kmsjca.conformance.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The test needs what SoftHSM does not have, so at level HSM it is not run. That the provider
 * refuses it by name there is a test of its own. Tests that are parameterised by such a KeySpec or
 * algorithm are left out without this.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface SoftHsmLacks {
    /** What it lacks. */
    String value();
}
