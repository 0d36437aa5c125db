package org.kmsjca.consumers.support;

import org.kmsjca.ProtectionLevel;

/** Something that a consumer is asked to do with a CMK of a protection level. */
@FunctionalInterface
public interface LevelAttempt {
    /** Does it, and checks what came of it. */
    void run(ProtectionLevel level) throws Exception;
}
