package org.kmsjca.kms;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kmsjca.HsmObject;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.kms.KeyCreation.NewCmk;
import org.kmsjca.protection.KeyPairMaterial;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.TokenInventory;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.VersionRecord;

/** Keys that were in a token before, and become CMKs where they are. */
final class HsmAdoption {
    private final ProtectionModules modules;
    private final TokenKeysOfCmks keys;
    private final KeyCreation creation;
    private final Caller caller;

    HsmAdoption(
            ProtectionModules modules, TokenKeysOfCmks keys, KeyCreation creation, Caller caller) {
        this.caller = caller;
        this.modules = modules;
        this.keys = keys;
        this.creation = creation;
    }

    private TokenInventory inventory() {
        if (modules.of(ProtectionLevel.HSM) instanceof TokenInventory inventory) {
            return inventory;
        }
        throw new IllegalStateException("the HSM module knows its tokens");
    }

    /** The keys that are no CMKs, of one HSM or of all. */
    List<HsmObject> strangers(Optional<String> hsm) {
        TokenInventory inventory = inventory();
        List<HsmObject> strangers = new ArrayList<>();
        Set<String> known = known(inventory);
        for (String place : hsm.map(Set::of).orElseGet(inventory::places)) {
            inventory.objects(place).stream()
                    .filter(object -> !known.contains(object.id()))
                    .forEach(strangers::add);
        }
        return strangers;
    }

    private Set<String> known(TokenInventory inventory) {
        return keys.ofCmks(inventory).keySet().stream()
                .map(TokenInventory.Location::id)
                .collect(Collectors.toSet());
    }

    /** The CMK that a key of a token becomes. */
    NewCmk adopt(
            Optional<String> hsm, String id, @Nullable KeySpec spec, @Nullable KeyUsage usage) {
        TokenInventory inventory = inventory();
        if (known(inventory).contains(id)) {
            throw KmsErrors.invalid("the key of CKA_ID " + id + " is a CMK already");
        }
        TokenInventory.Adopted adopted =
                inventory.adopt(hsm.orElseGet(inventory::defaultPlace), id, spec, usage);
        PublicKey publicKey =
                adopted.material() instanceof KeyPairMaterial pair ? pair.publicKey() : null;
        String versionId = UUID.randomUUID().toString();
        var record =
                CmkRecord.builder(
                                UUID.randomUUID().toString(),
                                adopted.material().keySpec(),
                                adopted.usage())
                        .creator(caller.creator())
                        .creationDate(creation.now())
                        .origin(Origin.EXTERNAL)
                        .protectionLevel(ProtectionLevel.HSM)
                        .versions(
                                List.of(
                                        new VersionRecord(
                                                versionId,
                                                creation.now(),
                                                publicKey == null ? null : publicKey.getEncoded())),
                                versionId)
                        .certificateChain(adopted.certificates())
                        .build();
        MaterialAad binding = MaterialCache.binding(record, versionId);
        return new NewCmk(record, inventory.protect(binding, adopted.material()), null);
    }
}
