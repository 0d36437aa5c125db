package org.kmsjca.kms;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkMetadata;
import org.kmsjca.HsmObject;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.crypto.RandomIds;
import org.kmsjca.kms.KeyCreation.NewCmk;
import org.kmsjca.protection.KeyPairMaterial;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.TokenInventory;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.VersionRecord;

/** Lists the keys of a token that are no CMKs, and makes CMKs of them where they are. */
public final class HsmAdoption {
    private final ProtectionModules modules;
    private final TokenKeysOfCmks keys;
    private final KeyCreation creation;
    private final CreationCalls creations;
    private final KeyLookup lookup;
    private final Caller caller;

    public HsmAdoption(
            ProtectionModules modules,
            TokenKeysOfCmks keys,
            KeyCreation creation,
            CreationCalls creations,
            KeyLookup lookup,
            Caller caller) {
        this.creations = creations;
        this.lookup = lookup;
        this.caller = caller;
        this.modules = modules;
        this.keys = keys;
        this.creation = creation;
    }

    /**
     * Lists the keys that are no CMKs.
     *
     * @param hsm the name of one HSM; empty for all
     */
    public List<HsmObject> list(Optional<String> hsm) {
        lookup.catchUp();
        TokenInventory inventory = modules.requireTokens();
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

    /** Makes a CMK of a key that is in a token. */
    public CmkMetadata adopt(
            Optional<String> hsm,
            String id,
            Optional<KeySpec> spec,
            Optional<KeyUsage> usage,
            Optional<String> alias) {
        String keyId =
                creations
                        .adopt(
                                alias,
                                () ->
                                        cmkOf(
                                                hsm,
                                                id.toLowerCase(Locale.ROOT),
                                                spec.orElse(null),
                                                usage.orElse(null)))
                        .keyId();
        return lookup.byKeyId(keyId).metadata();
    }

    private NewCmk cmkOf(
            Optional<String> hsm, String id, @Nullable KeySpec spec, @Nullable KeyUsage usage) {
        TokenInventory inventory = modules.requireTokens();
        if (known(inventory).contains(id)) {
            throw KmsErrors.invalid("the key of CKA_ID " + id + " is a CMK already");
        }
        TokenInventory.Adopted adopted =
                inventory.adopt(hsm.orElseGet(inventory::defaultPlace), id, spec, usage);
        PublicKey publicKey =
                adopted.material() instanceof KeyPairMaterial pair ? pair.publicKey() : null;
        String versionId = RandomIds.next();
        var record =
                CmkRecord.builder(RandomIds.next(), adopted.material().keySpec(), adopted.usage())
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
        MaterialAad aad = MaterialCache.aad(record, versionId);
        return new NewCmk(record, inventory.protect(aad, adopted.material()), null);
    }
}
