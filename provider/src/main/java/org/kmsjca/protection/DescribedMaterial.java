package org.kmsjca.protection;

import java.util.Map;

/** Material whose module can say how it is kept. */
public interface DescribedMaterial extends KeyMaterial {
    /** Gives the key's attributes by names for people, in order. */
    Map<String, String> attributes();
}
