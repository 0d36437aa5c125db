package org.kmsjca;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The kind and size of a CMK's key material; fixed at creation. */
@SuppressWarnings("ImmutableEnumChecker") // the set of usages is unmodifiable
public enum KeySpec {
    ALIYUN_AES_256("Aliyun_AES_256", KeyType.AES, 256, "", KeyUsage.ENCRYPT_DECRYPT),
    ALIYUN_AES_192("Aliyun_AES_192", KeyType.AES, 192, "", KeyUsage.ENCRYPT_DECRYPT),
    ALIYUN_AES_128("Aliyun_AES_128", KeyType.AES, 128, "", KeyUsage.ENCRYPT_DECRYPT),
    RSA_2048("RSA_2048", KeyType.RSA, 2048, "", KeyUsage.SIGN_VERIFY, KeyUsage.ENCRYPT_DECRYPT),
    RSA_3072("RSA_3072", KeyType.RSA, 3072, "", KeyUsage.SIGN_VERIFY, KeyUsage.ENCRYPT_DECRYPT),
    RSA_4096("RSA_4096", KeyType.RSA, 4096, "", KeyUsage.SIGN_VERIFY, KeyUsage.ENCRYPT_DECRYPT),
    EC_P256("EC_P256", KeyType.EC, 256, "secp256r1", KeyUsage.SIGN_VERIFY),
    EC_P256K("EC_P256K", KeyType.EC, 256, "secp256k1", KeyUsage.SIGN_VERIFY),
    EC_P384("EC_P384", KeyType.EC, 384, "secp384r1", KeyUsage.SIGN_VERIFY),
    EC_P521("EC_P521", KeyType.EC, 521, "secp521r1", KeyUsage.SIGN_VERIFY);

    private final String kmsName;
    private final KeyType keyType;
    private final int bits;
    private final String curve;
    private final KeyUsage defaultUsage;
    private final Set<KeyUsage> usages;

    KeySpec(
            String kmsName,
            KeyType keyType,
            int bits,
            String curve,
            KeyUsage defaultUsage,
            KeyUsage... others) {
        this.kmsName = kmsName;
        this.keyType = keyType;
        this.bits = bits;
        this.curve = curve;
        this.defaultUsage = defaultUsage;
        this.usages = Collections.unmodifiableSet(EnumSet.of(defaultUsage, others));
    }

    /**
     * The spec with the KMS's spelling, such as {@code Aliyun_AES_256}.
     *
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when there is none
     */
    public static KeySpec of(String kmsName) {
        return KmsNames.lookup("KeySpec", values(), kmsName);
    }

    /** The family of algorithms that keys of this spec belong to. */
    public KeyType keyType() {
        return keyType;
    }

    /** Size in bits: of a secret key, of an RSA modulus, of an elliptic curve's field. */
    public int bits() {
        return bits;
    }

    /** The curve's name in SEC 2, such as {@code secp256r1}; empty where there is no curve. */
    public String curve() {
        return curve;
    }

    /** The usages that a CMK of this spec can be created with. */
    public Set<KeyUsage> usages() {
        return usages;
    }

    /** The usage of a CMK created without saying one: SIGN/VERIFY when the spec can sign. */
    public KeyUsage defaultUsage() {
        return defaultUsage;
    }

    /** The KMS's spelling. */
    @Override
    public String toString() {
        return kmsName;
    }
}
