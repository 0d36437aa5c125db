package org.kmsjca;

import java.security.spec.AlgorithmParameterSpec;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * The CMK, the kind and the encryption context of a new data key pair: the parameters of
 * GenerateDataKeyPair, and of a {@code KeyPairGenerator} of this provider that is to make one.
 * Immutable.
 *
 * <pre>{@code
 * KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "KMS");
 * generator.initialize(DataKeyPairSpec.of("alias/payroll", KeySpec.EC_P256));
 * DataPrivateKey key = (DataPrivateKey) generator.generateKeyPair().getPrivate();
 * }</pre>
 */
public final class DataKeyPairSpec implements AlgorithmParameterSpec {
    /** The KeySpecs that data key pairs can have: RSA, the curves of ECDSA, and SM2. */
    public static final Set<KeySpec> KEY_PAIR_SPECS =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            KeySpec.RSA_2048,
                            KeySpec.RSA_3072,
                            KeySpec.RSA_4096,
                            KeySpec.EC_P256,
                            KeySpec.EC_P256K,
                            KeySpec.EC_P384,
                            KeySpec.EC_P521,
                            KeySpec.EC_SM2));

    private final String keyIdOrAlias;
    private final KeySpec keyPairSpec;
    private final EncryptionContext encryptionContext;

    private DataKeyPairSpec(
            String keyIdOrAlias, KeySpec keyPairSpec, EncryptionContext encryptionContext) {
        this.keyIdOrAlias = Objects.requireNonNull(keyIdOrAlias, "keyIdOrAlias");
        this.keyPairSpec = Objects.requireNonNull(keyPairSpec, "keyPairSpec");
        this.encryptionContext = Objects.requireNonNull(encryptionContext, "encryptionContext");
        if (!KEY_PAIR_SPECS.contains(keyPairSpec)) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "KeyPairSpec is " + keyPairSpec + ", allowed are " + KEY_PAIR_SPECS);
        }
    }

    /**
     * A pair whose private key the CMK encrypts, without encryption context.
     *
     * @param keyIdOrAlias an AES or SM4 CMK: its key id, or {@code alias/<name>}
     * @param keyPairSpec one of {@link #KEY_PAIR_SPECS}
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when it is another
     */
    public static DataKeyPairSpec of(String keyIdOrAlias, KeySpec keyPairSpec) {
        return new DataKeyPairSpec(keyIdOrAlias, keyPairSpec, EncryptionContext.empty());
    }

    /** The same with another encryption context. */
    public DataKeyPairSpec withEncryptionContext(EncryptionContext context) {
        return new DataKeyPairSpec(keyIdOrAlias, keyPairSpec, context);
    }

    /** The CMK that encrypts the private key. */
    public String keyIdOrAlias() {
        return keyIdOrAlias;
    }

    /** The KMS's KeyPairSpec. */
    public KeySpec keyPairSpec() {
        return keyPairSpec;
    }

    public EncryptionContext encryptionContext() {
        return encryptionContext;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataKeyPairSpec that
                && keyIdOrAlias.equals(that.keyIdOrAlias)
                && keyPairSpec == that.keyPairSpec
                && encryptionContext.equals(that.encryptionContext);
    }

    @Override
    public int hashCode() {
        return Objects.hash(keyIdOrAlias, keyPairSpec, encryptionContext);
    }

    @Override
    public String toString() {
        return "DataKeyPairSpec[key=%s, keyPairSpec=%s, %s]"
                .formatted(keyIdOrAlias, keyPairSpec, encryptionContext);
    }
}
