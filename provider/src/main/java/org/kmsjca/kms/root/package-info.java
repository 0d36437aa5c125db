/**
 * The root key of a store: the roots of trust that envelopes of it are made by, its unlocking when
 * the store is opened, its change, and the MAC over the store's rows that is made with it.
 */
@NullMarked
package org.kmsjca.kms.root;

import org.jspecify.annotations.NullMarked;
