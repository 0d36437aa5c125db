/**
 * The steps of {@code kms demo}: what a program does with CMKs through the standard JCA calls.
 *
 * <p>{@link org.kmsjca.cli.demo.Demo} runs them in order and tells a {@link
 * org.kmsjca.cli.demo.Report}, which prints lines for people or one JSON document.
 */
@NullMarked
package org.kmsjca.cli.demo;

import org.jspecify.annotations.NullMarked;
