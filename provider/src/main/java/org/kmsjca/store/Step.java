package org.kmsjca.store;

import java.util.List;

/**
 * A next state of the store, not taken yet.
 *
 * @param changes what the listener is to hear, in order
 */
record Step(StoreState state, List<StoreChange> changes) {}
