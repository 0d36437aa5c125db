package org.kmsjca.conformance.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the class once for each protection level; one instance of it for all its methods. */
@Target(ElementType.TYPE)
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@MethodSource("org.kmsjca.conformance.support.ProtectionLevels#underTest")
@ExtendWith(TokenLimits.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public @interface EachProtectionLevel {}
