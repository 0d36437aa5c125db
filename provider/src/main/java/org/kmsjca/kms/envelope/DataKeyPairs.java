package org.kmsjca.kms.envelope;

import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.DataKeyPair;
import org.kmsjca.DataKeyPairSpec;
import org.kmsjca.EncryptedDataKeyPair;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.CmkVersion;
import org.kmsjca.kms.DataEncryption;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.protection.software.SoftwareKeyPair;
import org.kmsjca.protection.software.SoftwareKeyPairs;

/**
 * GenerateDataKeyPair and its relatives. The CMK encrypts the private key's PKCS#8 encoding as text
 * in Base64, as it does data keys: of RSA_4096 some 3,200 of the 6,144 bytes that Encrypt takes.
 * Thread-safe.
 */
public final class DataKeyPairs {
    private final DataEncryption encryption;
    private final SoftwareKeyPairs pairs;

    public DataKeyPairs(DataEncryption encryption, SoftwareKeyPairs pairs) {
        this.encryption = encryption;
        this.pairs = pairs;
    }

    /** GenerateDataKeyPair. */
    public DataKeyPair generate(DataKeyPairSpec spec) {
        KmsCall call = KmsCall.GENERATE_DATA_KEY_PAIR;
        Cmk cmk = encryption.cmkToEncrypt(call, spec.keyIdOrAlias());
        try (SoftwareKeyPair pair = pairs.generate(spec.keyPairSpec())) {
            return answer(pair, encrypt(call, cmk, pair, spec.encryptionContext()));
        }
    }

    /** GenerateDataKeyPairWithoutPlaintext. */
    public EncryptedDataKeyPair generateWithoutPlaintext(DataKeyPairSpec spec) {
        KmsCall call = KmsCall.GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT;
        Cmk cmk = encryption.cmkToEncrypt(call, spec.keyIdOrAlias());
        try (SoftwareKeyPair pair = pairs.generate(spec.keyPairSpec())) {
            return new EncryptedDataKeyPair(
                    pair.keySpec(),
                    pair.publicKey(),
                    encrypt(call, cmk, pair, spec.encryptionContext()));
        }
    }

    /**
     * Decrypt, of a pair's encrypted private key; the public key is computed.
     *
     * @throws KmsException with InvalidParameter when the blob holds something else
     */
    public DataKeyPair open(byte[] encrypted, EncryptionContext context) {
        byte[] copy = encrypted.clone();
        DataEncryption.Decrypted decrypted =
                encryption.decrypt(KmsCall.DECRYPT, null, copy, context);
        byte[] clear = decoded(decrypted.plaintext());
        try (SoftwareKeyPair pair = pairs.decode(clear)) {
            CmkVersion version = decrypted.version();
            return answer(pair, new CiphertextBlob(version.keyId(), version.versionId(), copy));
        } catch (InvalidKeyException e) {
            throw noPair(e);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    private static DataKeyPair answer(SoftwareKeyPair pair, CiphertextBlob encrypted) {
        return new DataKeyPair(
                pair.keySpec(), pair.publicKey(), DataPrivateKeys.of(pair, encrypted));
    }

    private CiphertextBlob encrypt(
            KmsCall call, Cmk cmk, SoftwareKeyPair pair, EncryptionContext context) {
        byte[] text = Base64.getEncoder().encode(pair.clearPrivateKey());
        try {
            return encryption.encrypt(call, cmk, text, context);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /** Decodes the text, and wipes it. */
    private static byte[] decoded(byte[] text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw noPair(e);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private static KmsException noPair(@Nullable Exception cause) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                "the blob is authentic, but holds no data key pair: it was made by another call;"
                        + " use Decrypt",
                cause);
    }
}
