package org.kmsjca.conformance.support;

import java.util.List;
import org.kmsjca.ProtectionLevel;

/** The one place that says which protection levels the suite runs for. */
public final class ProtectionLevels {
    private ProtectionLevels() {}

    public static List<ProtectionLevel> underTest() {
        return List.of(ProtectionLevel.SOFTWARE);
    }
}
