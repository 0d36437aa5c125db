package org.kmsjca;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The kind and size of a CMK's key material; fixed at creation.
 *
 * <p>HMAC, Ed25519 and ML-DSA keys, key agreement, and RSA_4096, EC_P384, EC_P521 go beyond the
 * classic KMS.
 */
@SuppressWarnings("ImmutableEnumChecker") // the set of usages is unmodifiable
public enum KeySpec {
    ALIYUN_AES_256("Aliyun_AES_256", KeyType.AES, "AES", 256, "", KeyUsage.ENCRYPT_DECRYPT),
    ALIYUN_AES_192("Aliyun_AES_192", KeyType.AES, "AES", 192, "", KeyUsage.ENCRYPT_DECRYPT),
    ALIYUN_AES_128("Aliyun_AES_128", KeyType.AES, "AES", 128, "", KeyUsage.ENCRYPT_DECRYPT),
    ALIYUN_SM4("Aliyun_SM4", KeyType.SM4, "SM4", 128, "", KeyUsage.ENCRYPT_DECRYPT),
    HMAC_SHA_1("HMAC_SHA_1", 160, "HmacSHA1"),
    HMAC_SHA_224("HMAC_SHA_224", 224, "HmacSHA224"),
    HMAC_SHA_256("HMAC_SHA_256", 256, "HmacSHA256"),
    HMAC_SHA_384("HMAC_SHA_384", 384, "HmacSHA384"),
    HMAC_SHA_512("HMAC_SHA_512", 512, "HmacSHA512"),
    HMAC_SHA_512_224("HMAC_SHA_512_224", 224, "HmacSHA512/224"),
    HMAC_SHA_512_256("HMAC_SHA_512_256", 256, "HmacSHA512/256"),
    HMAC_SHA3_224("HMAC_SHA3_224", 224, "HmacSHA3-224"),
    HMAC_SHA3_256("HMAC_SHA3_256", 256, "HmacSHA3-256"),
    HMAC_SHA3_384("HMAC_SHA3_384", 384, "HmacSHA3-384"),
    HMAC_SHA3_512("HMAC_SHA3_512", 512, "HmacSHA3-512"),
    HMAC_SM3("HMAC_SM3", 256, "HmacSM3"),
    RSA_2048("RSA_2048", 2048),
    RSA_3072("RSA_3072", 3072),
    RSA_4096("RSA_4096", 4096),
    EC_P256("EC_P256", 256, "EC", "secp256r1"),
    EC_P256K("EC_P256K", 256, "EC", "secp256k1"),
    EC_P384("EC_P384", 384, "EC", "secp384r1"),
    EC_P521("EC_P521", 521, "EC", "secp521r1"),
    EC_SM2(
            "EC_SM2",
            KeyType.SM2,
            "SM2",
            256,
            "sm2p256v1",
            KeyUsage.SIGN_VERIFY,
            KeyUsage.ENCRYPT_DECRYPT),
    ED25519("Ed25519", KeyType.ED25519, "EdDSA", 255, "Ed25519", KeyUsage.SIGN_VERIFY),
    ML_DSA_44("ML_DSA_44", KeyType.ML_DSA, "ML-DSA", 0, "ML-DSA-44", KeyUsage.SIGN_VERIFY),
    ML_DSA_65("ML_DSA_65", KeyType.ML_DSA, "ML-DSA", 0, "ML-DSA-65", KeyUsage.SIGN_VERIFY),
    ML_DSA_87("ML_DSA_87", KeyType.ML_DSA, "ML-DSA", 0, "ML-DSA-87", KeyUsage.SIGN_VERIFY);

    private final String kmsName;
    private final KeyType keyType;
    private final String keyAlgorithm;
    private final int bits;
    private final String parameterSet;
    private final KeyUsage defaultUsage;
    private final Set<KeyUsage> usages;

    KeySpec(
            String kmsName,
            KeyType keyType,
            String keyAlgorithm,
            int bits,
            String parameterSet,
            KeyUsage defaultUsage,
            KeyUsage... others) {
        this.kmsName = kmsName;
        this.keyType = keyType;
        this.keyAlgorithm = keyAlgorithm;
        this.bits = bits;
        this.parameterSet = parameterSet;
        this.defaultUsage = defaultUsage;
        this.usages = Collections.unmodifiableSet(EnumSet.of(defaultUsage, others));
    }

    /** A MAC key of the digest's length. */
    KeySpec(String kmsName, int bits, String keyAlgorithm) {
        this(kmsName, KeyType.HMAC, keyAlgorithm, bits, "", KeyUsage.GENERATE_VERIFY_MAC);
    }

    KeySpec(String kmsName, int bits) {
        this(kmsName, KeyType.RSA, "RSA", bits, "", KeyUsage.SIGN_VERIFY, KeyUsage.ENCRYPT_DECRYPT);
    }

    KeySpec(String kmsName, int bits, String keyAlgorithm, String curve) {
        this(
                kmsName,
                KeyType.EC,
                keyAlgorithm,
                bits,
                curve,
                KeyUsage.SIGN_VERIFY,
                KeyUsage.KEY_AGREEMENT);
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

    /** The algorithm that the JCA's keys of this spec are of, such as {@code EC}. */
    public String keyAlgorithm() {
        return keyAlgorithm;
    }

    /**
     * Size in bits: of a secret key, of an RSA modulus, of a curve's field; 0 for ML-DSA. Imported
     * MAC keys may have another size.
     */
    public int bits() {
        return bits;
    }

    /**
     * The standard name of the curve or parameter set, such as {@code secp256r1} or {@code
     * ML-DSA-65}; empty where there is none.
     */
    public String parameterSet() {
        return parameterSet;
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
