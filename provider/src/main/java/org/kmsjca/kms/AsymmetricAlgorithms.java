package org.kmsjca.kms;

import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.crypto.encoding.Sm2Encryption;

/** Which of the KMS's asymmetric algorithms go with which CMK, and how much data they take. */
final class AsymmetricAlgorithms {
    private AsymmetricAlgorithms() {}

    /** Refuses an algorithm that is not the key's, and what has not the length of its digest. */
    static void requireFor(
            KmsCall call, CmkVersion version, SigningAlgorithm algorithm, byte[] digest) {
        KeyType type = version.keySpec().keyType();
        if (type == KeyType.ED25519 || type == KeyType.ML_DSA) {
            throw new KmsException(
                    KmsErrorCode.UNSUPPORTED_OPERATION,
                    ("%s signs digests, and CMK %s is %s, which signs messages: use Signature"
                                    + " %s of the JCA")
                            .formatted(
                                    call,
                                    version.displayName(),
                                    version.keySpec(),
                                    (type == KeyType.ED25519 ? "Ed25519" : "ML-DSA")));
        }
        if (algorithm.keyType() != type) {
            String fitting =
                    Arrays.stream(SigningAlgorithm.values())
                            .filter(other -> other.keyType() == type)
                            .map(SigningAlgorithm::name)
                            .collect(Collectors.joining(" or "));
            throw wrongAlgorithm(call, version, algorithm.name(), fitting);
        }
        if (digest.length != SigningAlgorithm.DIGEST_LENGTH) {
            throw KmsErrors.invalid(
                    ("%s with %s takes the digest of the message, %s bytes, not %s; Signature"
                                    + " %s of the JCA hashes the message itself")
                            .formatted(
                                    call,
                                    algorithm,
                                    SigningAlgorithm.DIGEST_LENGTH,
                                    digest.length,
                                    algorithm.hashingAlgorithm()));
        }
    }

    /** Refuses an algorithm that is not the key's, and more data than it takes. */
    static void requirePlaintext(
            KmsCall call, CmkVersion version, WrappingAlgorithm algorithm, int length) {
        PublicKey key = require(call, version, algorithm);
        int most =
                key instanceof RSAPublicKey rsa
                        ? modulusBytes(rsa) - 2 * digestLength(algorithm) - 2
                        : Sm2Encryption.LONGEST_PLAINTEXT;
        if (length > most) {
            throw KmsErrors.invalid(
                    ("%s with %s under %s takes at most %s bytes, not %s: encrypt larger data"
                                    + " under a data key (GenerateDataKey)")
                            .formatted(call, algorithm, version.keySpec(), most, length));
        }
        if (length == 0 && algorithm == WrappingAlgorithm.SM2PKE) {
            throw KmsErrors.invalid(call + " with SM2PKE takes at least one byte");
        }
    }

    /** Refuses an algorithm that is not the key's, and what is longer than any ciphertext. */
    static void requireCiphertext(
            KmsCall call, CmkVersion version, WrappingAlgorithm algorithm, int length) {
        PublicKey key = require(call, version, algorithm);
        int most =
                key instanceof RSAPublicKey rsa
                        ? modulusBytes(rsa)
                        : Limits.MAXIMUM_PLAINTEXT_BYTES;
        if (length > most) {
            throw KmsErrors.invalid(
                    "%s with %s under %s takes at most %s bytes of ciphertext, not %s"
                            .formatted(call, algorithm, version.keySpec(), most, length));
        }
    }

    private static PublicKey require(
            KmsCall call, CmkVersion version, WrappingAlgorithm algorithm) {
        PublicKey key = version.publicKey();
        if (key == null) {
            throw KmsErrors.symmetric(call, version.cmk().snapshot());
        }
        PublicKeyWrapping.requireForData(call, algorithm);
        boolean sm2 = version.keySpec().keyType() == KeyType.SM2;
        if (sm2 != (algorithm == WrappingAlgorithm.SM2PKE)) {
            throw wrongAlgorithm(
                    call,
                    version,
                    algorithm.name(),
                    sm2 ? "SM2PKE" : "RSAES_OAEP_SHA_256 or RSAES_OAEP_SHA_1");
        }
        return key;
    }

    private static int modulusBytes(RSAPublicKey key) {
        return (key.getModulus().bitLength() + 7) / 8;
    }

    private static int digestLength(WrappingAlgorithm algorithm) {
        return algorithm == WrappingAlgorithm.RSAES_OAEP_SHA_1 ? 20 : 32;
    }

    private static KmsException wrongAlgorithm(
            KmsCall call, CmkVersion version, String algorithm, String fitting) {
        return KmsErrors.invalid(
                "%s does not take Algorithm %s with CMK %s, which is %s: use %s"
                        .formatted(
                                call,
                                algorithm,
                                version.displayName(),
                                version.keySpec(),
                                fitting));
    }
}
