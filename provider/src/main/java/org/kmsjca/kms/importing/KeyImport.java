package org.kmsjca.kms.importing;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.crypto.RandomIds;
import org.kmsjca.kms.CmkSnapshot;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.KmsErrors;
import org.kmsjca.kms.Limits;
import org.kmsjca.kms.PrivateKeyUnwrapping;
import org.kmsjca.kms.ProtectionModules;
import org.kmsjca.kms.PublicKeyWrapping;
import org.kmsjca.mechanism.DecryptionMechanism;
import org.kmsjca.protection.DecryptionKey;
import org.kmsjca.protection.ImportedKey;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.KeyPairMaterial;
import org.kmsjca.protection.ProtectionModule;
import org.kmsjca.protection.UnwrappingModule;
import org.kmsjca.store.CmkRecord;

/** Key material of users: the wrapping keys that it travels under, and its way into a module. */
public final class KeyImport {
    private final ProtectionModules modules;

    public KeyImport(ProtectionModules modules) {
        this.modules = modules;
    }

    static void requireExternal(KmsCall call, CmkRecord cmk) {
        if (cmk.origin() != Origin.EXTERNAL) {
            throw KmsErrors.notExternal(call, new CmkSnapshot(cmk));
        }
    }

    ImportParameters parameters(
            CmkRecord cmk, KeySpec wrappingSpec, WrappingAlgorithm algorithm, Instant now) {
        checkFit(cmk, wrappingSpec, algorithm);
        Instant expiry = now.plus(Duration.ofHours(Limits.IMPORT_TOKEN_HOURS));
        WrappingKey pair = wrappingKey(cmk, wrappingSpec, algorithm, now, expiry);
        String tokenId = RandomIds.next();
        byte[] kept =
                pair.module()
                        .protect(
                                ImportToken.aad(
                                        cmk.keyId(), tokenId, wrappingSpec, algorithm, expiry),
                                pair.material());
        pair.material().close();
        ProtectionLevel level = pair.module().level();
        return new ImportParameters(
                cmk.keyId(),
                ((KeyPairMaterial) pair.material()).publicKey(),
                new ImportToken(cmk.keyId(), tokenId, wrappingSpec, algorithm, expiry, level, kept)
                        .encoded(),
                expiry,
                level);
    }

    /** A wrapping pair and the module that has it. */
    private record WrappingKey(ProtectionModule module, KeyMaterial material) {}

    /** In the module of the CMK where that unwraps so, else in this process. */
    private WrappingKey wrappingKey(
            CmkRecord cmk,
            KeySpec wrappingSpec,
            WrappingAlgorithm algorithm,
            Instant now,
            Instant expiry) {
        if (modules.of(cmk.protectionLevel()) instanceof UnwrappingModule module
                && !PrivateKeyUnwrapping.isFor(algorithm)) {
            Optional<KeyMaterial> inside =
                    module.wrappingKey(
                            wrappingSpec,
                            PublicKeyWrapping.decryption(algorithm),
                            cmk.keySpec(),
                            now,
                            expiry);
            if (inside.isPresent()) {
                return new WrappingKey(module, inside.get());
            }
        }
        ProtectionModule module = modules.of(ProtectionLevel.SOFTWARE);
        return new WrappingKey(module, module.generate(wrappingSpec));
    }

    private static void checkFit(CmkRecord cmk, KeySpec wrappingSpec, WrappingAlgorithm algorithm) {
        if (!isForWrapping(wrappingSpec, algorithm)) {
            throw KmsErrors.invalid(
                    ("WrappingKeySpec %s does not go with WrappingAlgorithm %s: RSA_2048 and"
                                    + " RSA_4096 go with RSAES, EC_SM2 with SM2PKE")
                            .formatted(wrappingSpec, algorithm));
        }
        KeySpec spec = cmk.keySpec();
        boolean secret = spec.keyType().isSymmetric();
        boolean fits =
                switch (algorithm) {
                    case SM2PKE_SM4_ECB -> spec == KeySpec.EC_SM2;
                    case RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD -> !secret;
                    default -> secret;
                };
        if (!fits) {
            throw KmsErrors.invalid(
                    ("CMK %s is %s, and WrappingAlgorithm %s is not for such keys:"
                                    + " RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD is for private keys,"
                                    + " SM2PKE_SM4_ECB for those of EC_SM2, the others are for secret keys")
                            .formatted(new CmkSnapshot(cmk).displayName(), spec, algorithm));
        }
    }

    private static boolean isForWrapping(KeySpec spec, WrappingAlgorithm algorithm) {
        return switch (algorithm) {
            case SM2PKE, SM2PKE_SM4_ECB -> spec == KeySpec.EC_SM2;
            default -> spec == KeySpec.RSA_2048 || spec == KeySpec.RSA_4096;
        };
    }

    /**
     * The material in the module of the CMK, not yet kept.
     *
     * @throws KmsException with InvalidImportToken, ExpiredImportToken or InvalidKeyMaterial
     */
    KeyMaterial open(CmkRecord cmk, byte[] encrypted, byte[] importToken, Instant now) {
        ImportToken token = ImportToken.parse(importToken);
        if (!token.keyId().equals(cmk.keyId())) {
            throw ImportToken.invalid("it was given for another CMK", null);
        }
        WrappingKey wrappingKey = wrappingKey(token);
        try {
            if (!token.expiry().isAfter(now)) {
                throw KmsErrors.expiredToken(token.expiry());
            }
            if (wrappingKey.module() instanceof UnwrappingModule module) {
                return module.unwrap(
                        wrappingKey.material(),
                        PublicKeyWrapping.decryption(token.algorithm()),
                        cmk.keySpec(),
                        encrypted);
            }
            return decrypted(cmk, wrappingKey.material(), token, encrypted);
        } catch (InvalidKeyException e) {
            throw KmsErrors.invalidMaterial(
                    new CmkSnapshot(cmk), String.valueOf(e.getMessage()), e);
        } finally {
            wrappingKey.material().close();
        }
    }

    private KeyMaterial decrypted(
            CmkRecord cmk, KeyMaterial wrappingKey, ImportToken token, byte[] encrypted)
            throws InvalidKeyException {
        byte[] clear;
        try {
            clear = unwrap(wrappingKey, token, encrypted);
        } catch (GeneralSecurityException e) {
            throw KmsErrors.invalidMaterial(
                    new CmkSnapshot(cmk), "it does not decrypt under the token's key", e);
        }
        try (ImportedKey key = ImportedKey.of(key(cmk, clear))) {
            return modules.of(cmk.protectionLevel()).importKey(cmk.keySpec(), key);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    private WrappingKey wrappingKey(ImportToken token) {
        try {
            ProtectionModule module = modules.of(token.level());
            return new WrappingKey(module, module.open(token.aad(), token.protectedKey()));
        } catch (KmsException e) {
            throw ImportToken.invalid("it was changed, or made by another KMS", e);
        }
    }

    private static byte[] unwrap(KeyMaterial wrappingKey, ImportToken token, byte[] encrypted)
            throws GeneralSecurityException {
        WrappingAlgorithm algorithm = token.algorithm();
        DecryptionMechanism mechanism = PublicKeyWrapping.decryption(algorithm);
        return PrivateKeyUnwrapping.isFor(algorithm)
                ? PrivateKeyUnwrapping.unwrap(
                        algorithm,
                        token.wrappingSpec(),
                        encrypted,
                        first -> decrypt(wrappingKey, mechanism, first))
                : decrypt(wrappingKey, mechanism, encrypted);
    }

    /** Import wrapping keys are no CMKs: nobody's state or usage decides on them. */
    private static byte[] decrypt(
            KeyMaterial wrappingKey, DecryptionMechanism mechanism, byte[] encrypted)
            throws GeneralSecurityException {
        if (wrappingKey instanceof DecryptionKey key) {
            return key.decrypt(mechanism, encrypted);
        }
        throw new InvalidKeyException("a " + wrappingKey.keySpec() + " key does not decrypt");
    }

    private static Key key(CmkRecord cmk, byte[] clear) throws InvalidKeyException {
        KeySpec spec = cmk.keySpec();
        if (!spec.keyType().isSymmetric()) {
            return new EncodedPrivateKey(spec.keyAlgorithm(), clear);
        }
        boolean anyLength = spec.keyType() == KeyType.HMAC;
        if (clear.length == 0 || (!anyLength && clear.length * Byte.SIZE != spec.bits())) {
            throw new InvalidKeyException(
                    "it has " + clear.length + " bytes, " + spec + " keys have " + spec.bits() / 8);
        }
        return new SecretKeySpec(clear, spec.keyAlgorithm());
    }

    /** A private key that is nothing but its encoding; the array stays the caller's to wipe. */
    private static final class EncodedPrivateKey implements PrivateKey {
        private static final long serialVersionUID = 1L;
        private final String algorithm;
        private final transient byte @Nullable [] encoded;

        EncodedPrivateKey(String algorithm, byte[] encoded) {
            this.algorithm = algorithm;
            this.encoded = encoded;
        }

        @Override
        public String getAlgorithm() {
            return algorithm;
        }

        @Override
        public String getFormat() {
            return "PKCS#8";
        }

        @Override
        public byte @Nullable [] getEncoded() {
            byte[] kept = encoded;
            return kept == null ? null : kept.clone();
        }
    }
}
