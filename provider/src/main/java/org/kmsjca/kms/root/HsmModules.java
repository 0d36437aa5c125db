package org.kmsjca.kms.root;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.config.Configuration;
import org.kmsjca.config.HsmConfiguration;
import org.kmsjca.config.SecretReference;
import org.kmsjca.kms.ProtectionModules;
import org.kmsjca.protection.SessionWaits;
import org.kmsjca.protection.hsm.HsmModule;
import org.kmsjca.protection.hsm.TokenSettings;
import org.kmsjca.protection.software.SoftwareModule;
import org.kmsjca.protection.software.root.RootKey;

/** Adds the HSM module where HSMs are configured. */
public final class HsmModules {
    private HsmModules() {}

    /** The software module, and the token module where a token is configured. */
    public static ProtectionModules with(
            SoftwareModule software, Configuration configuration, RootKey key, SessionWaits waits) {
        if (configuration.hsm().isEmpty()) {
            return new ProtectionModules(Map.of(ProtectionLevel.SOFTWARE, software));
        }
        List<TokenSettings> tokens = new ArrayList<>();
        for (HsmConfiguration hsm : configuration.hsm().values()) {
            SecretReference pin = hsm.pin();
            tokens.add(
                    new TokenSettings(
                            hsm.name(),
                            hsm.prefix(),
                            hsm.module(),
                            hsm.token(),
                            pin == null ? null : pin::resolve,
                            hsm.sessions(),
                            hsm.sessionWait(),
                            hsm.initializeParameters(),
                            hsm.strictAdoption(),
                            hsm.mechanisms(),
                            waits));
        }
        var authenticator = new RootKeyMac(key, "hsm keys");
        var module =
                new HsmModule(tokens, configuration.hsmDefault(), authenticator::mac, software);
        return new ProtectionModules(
                Map.of(ProtectionLevel.SOFTWARE, software, ProtectionLevel.HSM, module));
    }
}
