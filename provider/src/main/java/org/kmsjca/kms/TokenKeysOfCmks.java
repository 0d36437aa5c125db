package org.kmsjca.kms;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.kmsjca.HsmObject;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.TokenInventory;
import org.kmsjca.protection.TokenInventory.Condition;
import org.kmsjca.protection.TokenInventory.Location;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.VersionRecord;

/** The keys of tokens that CMKs stand for, by what the store keeps of them. */
public final class TokenKeysOfCmks {
    private final MetadataStore store;
    private final CmkRegistry registry;

    public TokenKeysOfCmks(MetadataStore store, CmkRegistry registry) {
        this.store = store;
        this.registry = registry;
    }

    /** Each key with its CMK. */
    public Map<Location, Cmk> ofCmks(TokenInventory inventory) {
        Map<Location, Cmk> keys = new LinkedHashMap<>();
        each((cmk, aad, kept) -> keys.put(inventory.locationOf(aad, kept), cmk));
        return keys;
    }

    /** Those of the place whose key in the token is not, or cannot be told to be, the one. */
    public Map<Location, Doubt> doubtful(
            TokenInventory inventory, String place, Set<Location> missing) {
        inventory.lookAnew(place);
        Map<Location, Doubt> doubtful = new LinkedHashMap<>();
        each(
                (cmk, aad, kept) -> {
                    Location location = inventory.locationOf(aad, kept);
                    if (location.place().equals(place) && !missing.contains(location)) {
                        Condition condition = inventory.conditionOf(aad, kept);
                        if (condition != Condition.THE_SAME) {
                            doubtful.put(location, new Doubt(cmk, condition));
                        }
                    }
                });
        return doubtful;
    }

    /** A CMK and how the key in the token stands to what is kept of it. */
    public record Doubt(Cmk cmk, Condition condition) {}

    private interface Visit {
        void to(Cmk cmk, MaterialAad aad, byte[] kept);
    }

    private void each(Visit visit) {
        for (Cmk cmk : registry.all()) {
            CmkRecord record = cmk.snapshot().record();
            if (record.protectionLevel() != ProtectionLevel.HSM) {
                continue;
            }
            for (VersionRecord version : record.versions()) {
                byte[] kept = store.material(record.keyId(), version.versionId());
                if (kept != null) {
                    visit.to(cmk, MaterialCache.aad(record, version.versionId()), kept);
                }
            }
        }
    }

    /** Those of the keys that are of the place and that its token does not show. */
    public static Map<Location, Cmk> missing(
            Map<Location, Cmk> keys, TokenInventory inventory, String place) {
        Map<Location, Cmk> missing = new LinkedHashMap<>(keys);
        missing.keySet().removeIf(key -> !key.place().equals(place));
        if (!missing.isEmpty()) {
            Set<String> shown =
                    inventory.objects(place).stream()
                            .map(HsmObject::id)
                            .collect(Collectors.toSet());
            missing.keySet().removeIf(key -> shown.contains(key.id()));
        }
        return missing;
    }
}
