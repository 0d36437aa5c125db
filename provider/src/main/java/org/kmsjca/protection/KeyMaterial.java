package org.kmsjca.protection;

import org.kmsjca.KeySpec;

/** Key material that can be used, but not read. Thread-safe. */
public interface KeyMaterial {
    KeySpec keySpec();

    /** Forgets what was unwrapped for it; operations under way may finish. */
    void close();
}
