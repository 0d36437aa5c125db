package org.kmsjca.protection.software;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.ProtectionModule;
import org.kmsjca.protection.SigningKey;
import org.kmsjca.protection.software.root.RootKey;

/** The software module: material at rest is encrypted under the root key. */
public final class SoftwareModule implements ProtectionModule {
    private final MaterialEncryption materials;
    private final ClearKeyCodec codec;
    private final ClearKeyFactory factory;
    private final EngineTable engines;

    /**
     * @param rootKey protects material at rest
     * @param chosenEngines engine names by algorithm, see {@code software.engine}; may be empty
     */
    public SoftwareModule(RootKey rootKey, Map<String, String> chosenEngines) {
        this(rootKey, chosenEngines, SystemRandom.source());
    }

    /**
     * As the other.
     *
     * @param random what keys are generated from
     */
    public SoftwareModule(RootKey rootKey, Map<String, String> chosenEngines, SecureRandom random) {
        this.materials = new MaterialEncryption(rootKey);
        this.engines = new EngineTable(chosenEngines);
        this.codec = new ClearKeyCodec(engines);
        this.factory = new ClearKeyFactory(engines, random);
    }

    @Override
    public ProtectionLevel level() {
        return ProtectionLevel.SOFTWARE;
    }

    @Override
    public KeyMaterial generate(KeySpec keySpec) {
        return factory.generate(keySpec);
    }

    @Override
    public KeyMaterial importKey(KeySpec keySpec, Key key) throws InvalidKeyException {
        byte[] clear = key.getEncoded();
        if (clear == null) {
            throw new InvalidKeyException("the key has no encoding, so it cannot be imported");
        }
        try {
            KeyMaterial material = codec.decode(keySpec, clear);
            if (keySpec.keyType() == KeyType.EC || keySpec.keyType() == KeyType.SM2) {
                EcCheck.check(keySpec, clear, ((SigningKey) material).publicKey());
            }
            PairwiseCheck.check(material);
            return material;
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    @Override
    public byte[] protect(MaterialAad aad, KeyMaterial material) {
        if (!(material instanceof SoftwareKey key)) {
            throw new IllegalArgumentException("material of another module: " + material);
        }
        byte[] clear = key.clearEncoding();
        try {
            return materials.encrypt(aad, clear);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    @Override
    public KeyMaterial open(MaterialAad aad, byte[] protectedMaterial) {
        byte[] clear = materials.decrypt(aad, protectedMaterial);
        try {
            return codec.decode(aad.keySpec(), clear);
        } catch (InvalidKeyException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the key material of CMK %s is authentic but no %s key"
                            .formatted(aad.keyId(), aad.keySpec()),
                    e);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** Key pairs that are not kept here. */
    public SoftwareKeyPairs keyPairs() {
        return new SoftwareKeyPairs(factory, codec);
    }

    /** The engine that serves each algorithm, for people. */
    public Map<String, String> engines() {
        return engines.describe();
    }

    @Override
    public void close() {
        materials.close();
    }
}
