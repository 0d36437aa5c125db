package org.kmsjca.protection.hsm;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.kmsjca.HsmObject;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.crypto.PublicKeys;
import org.kmsjca.mechanism.DecryptionMechanism;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.KeyPairMaterial;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.ProtectionModule;
import org.kmsjca.protection.TokenInventory;
import org.kmsjca.protection.UnwrappingModule;
import org.kmsjca.protection.hsm.KeySeal.CheckedSecret;

/**
 * The HSM module: keys live in PKCS#11 tokens. Nothing of PKCS#11 is loaded before the first use of
 * a token.
 */
public final class HsmModule implements TokenInventory, UnwrappingModule {
    private static final String WRAPPER = "org.xipki.pkcs11.wrapper.PKCS11Module";

    private final Map<String, TokenSettings> settings = new TreeMap<>();
    private final @Nullable String defaultName;
    private final UnaryOperator<byte[]> authenticator;
    private final ProtectionModule checks;
    private final Map<String, OneToken> open = new ConcurrentHashMap<>();

    /**
     * @param tokens at least one
     * @param defaultName which of them makes keys where none is named; null when each has to be
     * @param authenticator a MAC of 32 bytes under a key of the store
     * @param checks checks keys of other providers before they are imported
     */
    public HsmModule(
            List<TokenSettings> tokens,
            @Nullable String defaultName,
            UnaryOperator<byte[]> authenticator,
            ProtectionModule checks) {
        tokens.forEach(token -> settings.put(token.name(), token));
        this.defaultName = defaultName;
        this.authenticator = authenticator;
        this.checks = checks;
    }

    /** A token with what makes keys in it. */
    record OneToken(
            HsmToken token,
            KeySeal seal,
            TokenKeys keys,
            TokenKeyImport imports,
            UserWrappingKeys wrapping,
            TokenReader reader,
            TokenAdoption adoption) {
        static OneToken open(
                TokenSettings settings,
                UnaryOperator<byte[]> authenticator,
                ProtectionModule checks) {
            var seal = new KeySeal(authenticator);
            var token = new HsmToken(settings);
            var keys = new TokenKeys(token, seal);
            return new OneToken(
                    token,
                    seal,
                    keys,
                    new TokenKeyImport(token, keys, checks),
                    new UserWrappingKeys(token, keys),
                    new TokenReader(token, keys),
                    new TokenAdoption(token, seal));
        }
    }

    private OneToken token(String name) {
        OneToken known = open.get(name);
        if (known != null) {
            return known;
        }
        TokenSettings wanted = settings.get(name);
        if (wanted == null) {
            throw new KmsException(
                    KmsErrorCode.UNSUPPORTED_PROTECTION_LEVEL,
                    "no HSM '" + name + "' is configured: set hsm." + name + ".module and so on");
        }
        requireWrapper();
        return open.computeIfAbsent(name, n -> OneToken.open(wanted, authenticator, checks));
    }

    private static void requireWrapper() {
        try {
            Class.forName(WRAPPER, false, HsmModule.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new KmsException(
                    KmsErrorCode.UNSUPPORTED_PROTECTION_LEVEL,
                    "protection level HSM needs the PKCS#11 wrapper: put ipkcs11wrapper-1.0.9.jar"
                            + " (org.xipki:ipkcs11wrapper) on the class path; on the module path"
                            + " add --add-modules ipkcs11wrapper",
                    e);
        }
    }

    @Override
    public ProtectionLevel level() {
        return ProtectionLevel.HSM;
    }

    @Override
    public String defaultPlace() {
        if (defaultName == null) {
            throw new KmsException(
                    KmsErrorCode.UNSUPPORTED_PROTECTION_LEVEL,
                    "several HSMs are configured, %s: name one, or set hsm.default"
                            .formatted(settings.keySet()));
        }
        return defaultName;
    }

    @Override
    public KeyMaterial generate(KeySpec keySpec) {
        return token(defaultPlace()).keys().generateTransient(keySpec);
    }

    @Override
    public KeyMaterial importKey(KeySpec keySpec, Key key) throws InvalidKeyException {
        return token(defaultPlace()).imports().importTransient(keySpec, key);
    }

    @Override
    public Optional<KeyMaterial> wrappingKey(
            KeySpec spec,
            DecryptionMechanism mechanism,
            KeySpec wrapped,
            Instant now,
            Instant expiry) {
        return token(defaultPlace())
                .wrapping()
                .make(spec, mechanism, wrapped, now, expiry)
                .map(key -> key);
    }

    @Override
    public KeyMaterial unwrap(
            KeyMaterial wrappingKey, DecryptionMechanism mechanism, KeySpec spec, byte[] wrapped)
            throws InvalidKeyException {
        return token(placeOf(wrappingKey))
                .wrapping()
                .unwrap(own(wrappingKey), mechanism, spec, wrapped);
    }

    @Override
    public void requireUse(KeySpec spec, KeyUsage usage, String place) {
        Pkcs11Mechanisms.requireCmk(spec, usage, token(place).token().mechanisms());
    }

    @Override
    public KeyMaterial generate(MaterialAad aad, String place) {
        return token(place).keys().generate(aad);
    }

    @Override
    public String placeOf(KeyMaterial material) {
        return own(material).token().settings().name();
    }

    @Override
    public Optional<String> placeOf(MaterialAad aad, byte[] protectedMaterial) {
        KeyRecord record = KeyRecord.open(aad, protectedMaterial, authenticator);
        return record.attributes().entry() == KeyAttributes.Entry.ADOPTED
                ? Optional.empty()
                : Optional.of(record.hsm());
    }

    @Override
    public boolean mayHaveMade(MaterialAad aad) {
        return open.values().stream().anyMatch(one -> one.keys().mayHaveMade(aad));
    }

    @Override
    public void destroy(String place, String versionId) {
        token(place).keys().destroy(versionId);
    }

    @Override
    public byte[] protect(MaterialAad aad, KeyMaterial material) {
        HsmKey key = own(material);
        if (!(key.object() instanceof TokenObject.Kept kept)) {
            return protect(aad, token(placeOf(material)).keys().keep(key, aad));
        }
        PublicKey publicKey = key instanceof KeyPairMaterial pair ? pair.publicKey() : null;
        CheckValue check =
                kept.identity() instanceof CheckedSecret secret
                        ? token(placeOf(material)).seal().resealed(secret)
                        : null;
        var record =
                new KeyRecord(
                        placeOf(material),
                        key.place().serial(),
                        kept.name(),
                        key.place().attributes(),
                        publicKey == null ? null : publicKey.getEncoded(),
                        check);
        return record.encode(aad, authenticator);
    }

    private static HsmKey own(KeyMaterial material) {
        if (material instanceof HsmKey key) {
            return key;
        }
        throw new IllegalArgumentException("material of another module: " + material);
    }

    @Override
    public KeyMaterial open(MaterialAad aad, byte[] protectedMaterial) {
        return opened(aad, KeyRecord.open(aad, protectedMaterial, authenticator));
    }

    private HsmKey opened(MaterialAad aad, KeyRecord record) {
        byte[] encoded = record.publicKey();
        CheckValue check = record.check();
        try {
            PublicKey publicKey =
                    encoded == null ? null : PublicKeys.decode(aad.keySpec().keyType(), encoded);
            OneToken token = token(record.hsm());
            KeyIdentity identity = KeyIdentity.UNKNOWN;
            if (publicKey != null) {
                identity = new PublicHalf(aad.keySpec(), publicKey);
            } else if (check != null) {
                identity = new CheckedSecret(token.seal(), record.name(), check);
            }
            return TokenKeys.of(
                    TokenKeyReference.kept(token.token(), aad.keySpec(), record, identity),
                    publicKey);
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the public key of CMK " + aad.keyId() + " cannot be decoded",
                    e);
        }
    }

    @Override
    public Set<String> places() {
        return Collections.unmodifiableSet(settings.keySet());
    }

    @Override
    public List<String> describe(String place) {
        return token(place).reader().describe();
    }

    @Override
    public List<HsmObject> objects(String place) {
        return token(place).reader().objects();
    }

    @Override
    public Location locationOf(MaterialAad aad, byte[] protectedMaterial) {
        KeyRecord record = KeyRecord.open(aad, protectedMaterial, authenticator);
        return new Location(record.hsm(), record.name().id());
    }

    @Override
    public void lookAnew(String place) {
        token(place).reader().lookAnew();
    }

    @Override
    public Condition conditionOf(MaterialAad aad, byte[] protectedMaterial) {
        HsmKey key = opened(aad, KeyRecord.open(aad, protectedMaterial, authenticator));
        if (!(key.object() instanceof TokenObject.Kept kept)) {
            throw new IllegalStateException("what the store keeps is in the token");
        }
        return token(placeOf(key)).reader().conditionOf(kept);
    }

    @Override
    public Adopted adopt(
            String place, String id, @Nullable KeySpec spec, @Nullable KeyUsage usage) {
        return token(place).adoption().adopt(id, spec, usage);
    }

    @Override
    public void close() {
        open.values().forEach(one -> one.token().close());
        open.clear();
    }
}
