package org.kmsjca.conformance.support;

import java.util.List;
import org.kmsjca.ProtectionLevel;

/** The one place that says which protection levels the suite runs for. */
public final class ProtectionLevels {
    private ProtectionLevels() {}

    /** What a configuration of that level needs to have. */
    static String[] settings(ProtectionLevel level) {
        return level == ProtectionLevel.HSM ? TestToken.settings() : new String[0];
    }

    public static List<ProtectionLevel> underTest() {
        if (TestToken.isNamed()) {
            return List.of(ProtectionLevel.HSM);
        }
        if (Stores.isPostgres()) {
            return List.of(ProtectionLevel.SOFTWARE); // nothing of a token is in the store
        }
        return List.of(ProtectionLevel.SOFTWARE, ProtectionLevel.HSM);
    }
}
