/**
 * The command {@code kms}: administration of CMKs from a shell, and a demonstration.
 *
 * <p>A run begins in {@link org.kmsjca.cli.KmsCommand}. Each command is an {@code @Command} method
 * of a {@code CommandGroup}: it asks {@link org.kmsjca.Kms} and returns an {@code Answer}, which is
 * printed for people or as JSON. A failure ends in {@code Failures}, as one line and an exit code.
 */
@NullMarked
package org.kmsjca.cli;

import org.jspecify.annotations.NullMarked;
