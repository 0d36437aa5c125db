package org.kmsjca.consumers.support;

/** Something that a consumer is asked to do. */
@FunctionalInterface
public interface Attempt {
    /** Does it, and checks what came of it. */
    void run() throws Exception;
}
