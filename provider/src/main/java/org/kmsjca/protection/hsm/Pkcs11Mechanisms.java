package org.kmsjca.protection.hsm;

import java.util.List;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsException;
import org.kmsjca.mechanism.CipherMechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * The Cryptoki side of a KeySpec.
 *
 * @param keyType CKK
 * @param generation CKM of its generation
 */
record Pkcs11Mechanisms(long keyType, long generation) {

    /** The kind on that token, which may have to be asked for the vendor's codes. */
    static Pkcs11Mechanisms of(KeySpec spec, TokenMechanisms token) {
        return switch (spec.keyType()) {
            case AES ->
                    new Pkcs11Mechanisms(PKCS11Constants.CKK_AES, PKCS11Constants.CKM_AES_KEY_GEN);
            case HMAC ->
                    new Pkcs11Mechanisms(
                            PKCS11Constants.CKK_GENERIC_SECRET,
                            PKCS11Constants.CKM_GENERIC_SECRET_KEY_GEN);
            case RSA ->
                    new Pkcs11Mechanisms(
                            PKCS11Constants.CKK_RSA, PKCS11Constants.CKM_RSA_PKCS_KEY_PAIR_GEN);
            case EC ->
                    new Pkcs11Mechanisms(
                            PKCS11Constants.CKK_EC, PKCS11Constants.CKM_EC_KEY_PAIR_GEN);
            case ED25519 ->
                    new Pkcs11Mechanisms(
                            PKCS11Constants.CKK_EC_EDWARDS,
                            PKCS11Constants.CKM_EC_EDWARDS_KEY_PAIR_GEN);
            case SM4 ->
                    new Pkcs11Mechanisms(
                            token.vendorCode("CKK_SM4", spec),
                            token.vendorCode("CKM_SM4_KEY_GEN", spec));
            case SM2 ->
                    new Pkcs11Mechanisms(
                            token.vendorCode("CKK_SM2", spec),
                            token.vendorCode("CKM_SM2_KEY_PAIR_GEN", spec));
            case ML_DSA -> throw token.unknown(spec);
        };
    }

    /** Refuses a key that the token could not use once it has it. */
    static void requireUse(KeySpec spec, KeyUsage usage, TokenMechanisms token) {
        List<Long> any = uses(spec, usage, token);
        long flag = flag(usage);
        if (any.stream().noneMatch(code -> token.has(code, flag))) {
            throw token.lacking(any.get(0), spec + " for " + usage);
        }
    }

    /**
     * As {@link #requireUse}, for a CMK: data keys and envelopes are encrypted by GCM, so that an
     * AES key without it would be refused at its first use.
     */
    static void requireCmk(KeySpec spec, KeyUsage usage, TokenMechanisms token) {
        requireUse(spec, usage, token);
        if (spec.keyType() == KeyType.AES
                && !token.has(PKCS11Constants.CKM_AES_GCM)
                && !isByBlocks(PKCS11Constants.CKM_AES_GCM, token)) {
            throw token.lackingDataKeys(spec);
        }
    }

    /** As {@link #requireUse}, for a key that may get any usage of its spec. */
    static void requireAnyUse(KeySpec spec, TokenMechanisms token) {
        if (spec.usages().stream().noneMatch(usage -> isServed(spec, usage, token))) {
            requireUse(spec, spec.defaultUsage(), token);
        }
    }

    private static boolean isServed(KeySpec spec, KeyUsage usage, TokenMechanisms token) {
        try {
            requireUse(spec, usage, token);
            return true;
        } catch (KmsException e) {
            return false;
        }
    }

    private static long flag(KeyUsage usage) {
        return switch (usage) {
            case SIGN_VERIFY, GENERATE_VERIFY_MAC -> PKCS11Constants.CKF_SIGN;
            case ENCRYPT_DECRYPT -> PKCS11Constants.CKF_DECRYPT;
            case KEY_AGREEMENT -> PKCS11Constants.CKF_DERIVE;
        };
    }

    /** Refuses a spec that the token makes no keys of. */
    void requireGeneration(KeySpec spec, TokenMechanisms token) {
        token.require(generation, spec);
        if (spec.keyType() == KeyType.RSA || spec.keyType() == KeyType.EC) {
            token.requireSize(generation, spec);
        }
    }

    private static List<Long> uses(KeySpec spec, KeyUsage usage, TokenMechanisms token) {
        return switch (spec.keyType()) {
            case AES ->
                    List.of(
                            PKCS11Constants.CKM_AES_GCM,
                            PKCS11Constants.CKM_AES_CBC,
                            PKCS11Constants.CKM_AES_CTR,
                            PKCS11Constants.CKM_AES_ECB);
            case SM4 -> List.of(token.vendorCode("CKM_SM4_CBC", spec));
            case HMAC -> List.of(hmac(spec, token));
            case RSA ->
                    usage == KeyUsage.SIGN_VERIFY
                            ? MessageSigning.orDigest(
                                    MessageSigning::pkcs1,
                                    PKCS11Constants.CKM_RSA_PKCS,
                                    PKCS11Constants.CKM_RSA_PKCS_PSS,
                                    PKCS11Constants.CKM_RSA_X_509)
                            : List.of(
                                    PKCS11Constants.CKM_RSA_PKCS_OAEP,
                                    PKCS11Constants.CKM_RSA_PKCS,
                                    PKCS11Constants.CKM_RSA_X_509);
            case EC ->
                    usage == KeyUsage.KEY_AGREEMENT
                            ? List.of(PKCS11Constants.CKM_ECDH1_DERIVE)
                            : MessageSigning.orDigest(
                                    MessageSigning::ecdsa, PKCS11Constants.CKM_ECDSA);
            case ED25519 -> List.of(PKCS11Constants.CKM_EDDSA);
            case SM2 -> {
                if (usage != KeyUsage.SIGN_VERIFY) {
                    throw token.unknown(spec + " for " + usage);
                }
                yield List.of(token.vendorCode("CKM_SM2", spec));
            }
            case ML_DSA -> throw token.unknown(spec);
        };
    }

    /** The mechanism behind a cipher: paddings and key wrapping are put around it here. */
    static long cipher(KeyType type, CipherMechanism.Mode mode, TokenMechanisms token) {
        if (type == KeyType.SM4) {
            return switch (mode) {
                case GCM -> token.vendorCode("CKM_SM4_GCM", "SM4/GCM");
                case CBC, CBC_PADDED, CBC_ISO10126 -> token.vendorCode("CKM_SM4_CBC", "SM4/CBC");
                case CTR -> token.vendorCode("CKM_SM4_CTR", "SM4/CTR");
                case KW, KWP -> throw token.unknown("SM4 key wrapping");
            };
        }
        return switch (mode) {
            case GCM -> PKCS11Constants.CKM_AES_GCM;
            case CBC, CBC_PADDED, CBC_ISO10126 -> PKCS11Constants.CKM_AES_CBC;
            case CTR -> PKCS11Constants.CKM_AES_CTR;
            case KW, KWP -> PKCS11Constants.CKM_AES_ECB;
        };
    }

    /** Whether the mode is made here of single blocks, for a token that lists these alone. */
    static boolean isByBlocks(long mode, TokenMechanisms token) {
        return (mode == PKCS11Constants.CKM_AES_GCM
                        || mode == PKCS11Constants.CKM_AES_CBC
                        || mode == PKCS11Constants.CKM_AES_CTR)
                && token.has(PKCS11Constants.CKM_AES_ECB);
    }

    /** The CKK of keys for the HMAC of that spec only, PKCS#11 v3.0; -1 where there is none. */
    static long macKeyType(KeySpec spec) {
        return switch (spec) {
            case HMAC_SHA_1 -> PKCS11Constants.CKK_SHA_1_HMAC;
            case HMAC_SHA_224 -> PKCS11Constants.CKK_SHA224_HMAC;
            case HMAC_SHA_256 -> PKCS11Constants.CKK_SHA256_HMAC;
            case HMAC_SHA_384 -> PKCS11Constants.CKK_SHA384_HMAC;
            case HMAC_SHA_512 -> PKCS11Constants.CKK_SHA512_HMAC;
            default -> -1;
        };
    }

    static long hmac(KeySpec spec, TokenMechanisms token) {
        return switch (spec) {
            case HMAC_SHA_1 -> PKCS11Constants.CKM_SHA_1_HMAC;
            case HMAC_SHA_224 -> PKCS11Constants.CKM_SHA224_HMAC;
            case HMAC_SHA_256 -> PKCS11Constants.CKM_SHA256_HMAC;
            case HMAC_SHA_384 -> PKCS11Constants.CKM_SHA384_HMAC;
            case HMAC_SHA_512 -> PKCS11Constants.CKM_SHA512_HMAC;
            case HMAC_SHA_512_224 -> PKCS11Constants.CKM_SHA512_224_HMAC;
            case HMAC_SHA_512_256 -> PKCS11Constants.CKM_SHA512_256_HMAC;
            case HMAC_SHA3_224 -> PKCS11Constants.CKM_SHA3_224_HMAC;
            case HMAC_SHA3_256 -> PKCS11Constants.CKM_SHA3_256_HMAC;
            case HMAC_SHA3_384 -> PKCS11Constants.CKM_SHA3_384_HMAC;
            case HMAC_SHA3_512 -> PKCS11Constants.CKM_SHA3_512_HMAC;
            case HMAC_SM3 -> token.vendorCode("CKM_SM3_HMAC", spec);
            default -> throw new IllegalArgumentException(spec + " is no MAC key");
        };
    }
}
