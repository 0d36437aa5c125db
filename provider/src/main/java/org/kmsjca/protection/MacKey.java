package org.kmsjca.protection;

import org.kmsjca.mechanism.MacOperation;

/** Material of a secret key that authenticates messages by the algorithm of its KeySpec. */
public interface MacKey extends KeyMaterial {
    MacOperation mac();
}
