package org.kmsjca.conformance.hsm.modules;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.kmsjca.testing.SoftHsm;

/** SoftHSM itself: what the others are held against. */
final class SoftHsmModule extends TokenModule {
    private final SoftHsm token;

    SoftHsmModule(Path home) {
        super(home);
        token = SoftHsm.alone(home, LABEL);
    }

    @Override
    Path library() {
        return SoftHsm.library();
    }

    @Override
    Map<String, String> environment() {
        return Map.of("SOFTHSM2_CONF", token.home().toString());
    }

    @Override
    List<List<String>> restart() {
        return List.of();
    }
}
