package org.kmsjca.kms;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.protection.ProtectionModule;
import org.kmsjca.protection.TokenInventory;
import org.kmsjca.protection.software.SoftwareModule;

/** The protection modules of an engine, by level. */
public record ProtectionModules(Map<ProtectionLevel, ProtectionModule> byLevel) {
    public ProtectionModules {
        byLevel = Map.copyOf(byLevel);
    }

    /** The module of the level. */
    public ProtectionModule of(ProtectionLevel level) {
        ProtectionModule module = byLevel.get(level);
        if (module == null) {
            throw new KmsException(
                    KmsErrorCode.UNSUPPORTED_PROTECTION_LEVEL,
                    ("protection level %s needs an HSM: set hsm.module, hsm.token and hsm.pin"
                                    + " in the configuration")
                            .formatted(level));
        }
        return module;
    }

    /** The software module, which every engine has. */
    public SoftwareModule software() {
        return (SoftwareModule) of(ProtectionLevel.SOFTWARE);
    }

    /** The module that looks after tokens; null when no HSM is configured. */
    public @Nullable TokenInventory tokens() {
        return (TokenInventory) byLevel.get(ProtectionLevel.HSM);
    }

    /** The module that looks after tokens. */
    TokenInventory requireTokens() {
        return (TokenInventory) of(ProtectionLevel.HSM);
    }

    /** Closes the modules. */
    public void close() {
        byLevel.values().forEach(ProtectionModule::close);
    }
}
