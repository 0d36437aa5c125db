package org.kmsjca.protection;

import java.util.Map;

/** Material whose module can say how it is kept. */
public interface DescribedMaterial extends KeyMaterial {
    /** What is known of its keeping, by names for people; in order. */
    Map<String, String> evidence();
}
