package org.kmsjca.conformance.wycheproof;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.List;
import java.util.Optional;

/** Runs tests with keys that became CMKs. Has no state. */
interface VectorRunner {
    /** Why the JCA cannot say what the test asks for, if so. */
    default Optional<String> inexpressible(Vector vector) {
        return Optional.empty();
    }

    /** Whether the test says that its key is none. */
    default boolean hasInvalidKey(Vector vector) {
        return false;
    }

    /** The same for tests with the same key. */
    String keyName(Vector vector);

    /** The test's key. */
    ImportableKey key(Vector vector) throws IOException, GeneralSecurityException;

    /**
     * What is to be tried with the handle of the key.
     *
     * @param shallWork whether the test is about something that works
     */
    List<Attempt> attempts(Vector vector, boolean shallWork, Key handle);
}
