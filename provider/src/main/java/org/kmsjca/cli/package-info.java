/**
 * The command {@code kms}: administration of CMKs from a shell, and a demonstration.
 *
 * <p>{@link org.kmsjca.cli.KmsCommand} is where a run begins. Each command is a class of its own
 * that turns one call of {@link org.kmsjca.Kms} into an {@code Answer}, and an answer knows how it
 * looks for people and as JSON. What goes wrong ends in {@code Failures}, as one line and an exit
 * code.
 */
@NullMarked
package org.kmsjca.cli;

import org.jspecify.annotations.NullMarked;
