package org.kmsjca.kms.importing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.protection.MaterialAad;

/**
 * A token of GetParametersForImport. It carries the private half of its wrapping key, protected as
 * all key material of that level is and bound to all else in the token: of SOFTWARE the key itself,
 * encrypted, of HSM where it is. So nothing has to be kept in the store, any process of the store
 * can read it, and a changed one does not open.
 *
 * @param keyId the CMK to import into
 * @param level of the wrapping key
 * @param protectedKey of the wrapping key
 */
@SuppressWarnings("ArrayRecordComponent") // handed on and dropped
record ImportToken(
        String keyId,
        String tokenId,
        KeySpec wrappingSpec,
        WrappingAlgorithm algorithm,
        Instant expiry,
        ProtectionLevel level,
        byte[] protectedKey) {
    private static final int SOFTWARE_FORMAT = 1;
    private static final int HSM_FORMAT = 2;
    private static final int LONGEST = 16 * 1024;

    /** Gives the additional authenticated data of the wrapping key of such a token. */
    static MaterialAad aad(
            String keyId,
            String tokenId,
            KeySpec wrappingSpec,
            WrappingAlgorithm algorithm,
            Instant expiry) {
        return new MaterialAad(
                keyId,
                "import/" + tokenId + "/" + algorithm + "/" + expiry.getEpochSecond(),
                wrappingSpec,
                KeyUsage.ENCRYPT_DECRYPT,
                Origin.ALIYUN_KMS);
    }

    MaterialAad aad() {
        return aad(keyId, tokenId, wrappingSpec, algorithm, expiry);
    }

    byte[] encoded() {
        var bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(level == ProtectionLevel.HSM ? HSM_FORMAT : SOFTWARE_FORMAT);
            writeId(out, keyId);
            writeId(out, tokenId);
            out.writeUTF(wrappingSpec.toString());
            out.writeUTF(algorithm.name());
            out.writeLong(expiry.getEpochSecond());
            out.writeInt(protectedKey.length);
            out.write(protectedKey);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    private static void writeId(DataOutputStream out, String id) throws IOException {
        UUID uuid = UUID.fromString(id);
        out.writeLong(uuid.getMostSignificantBits());
        out.writeLong(uuid.getLeastSignificantBits());
    }

    /**
     * Reads a token, which may be anything.
     *
     * @throws KmsException with InvalidImportToken when it does not have the form of one
     */
    static ImportToken parse(byte[] token) {
        if (token.length > LONGEST) {
            throw invalid("it has " + token.length + " bytes", null);
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(token))) {
            int format = in.readByte();
            if (format != SOFTWARE_FORMAT && format != HSM_FORMAT) {
                throw invalid("its format is unknown to this version", null);
            }
            String keyId = readId(in);
            String tokenId = readId(in);
            KeySpec wrappingSpec = KeySpec.of(in.readUTF());
            WrappingAlgorithm algorithm = WrappingAlgorithm.valueOf(in.readUTF());
            Instant expiry = Instant.ofEpochSecond(in.readLong());
            byte[] protectedKey = new byte[Math.min(Math.max(0, in.readInt()), LONGEST)];
            in.readFully(protectedKey);
            var read =
                    new ImportToken(
                            keyId,
                            tokenId,
                            wrappingSpec,
                            algorithm,
                            expiry,
                            format == HSM_FORMAT ? ProtectionLevel.HSM : ProtectionLevel.SOFTWARE,
                            protectedKey);
            if (!Arrays.equals(read.encoded(), token)) {
                throw invalid("it is not written as this KMS writes tokens", null);
            }
            return read;
        } catch (IOException | RuntimeException e) {
            if (e instanceof KmsException known
                    && known.code() == KmsErrorCode.INVALID_IMPORT_TOKEN) {
                throw known;
            }
            throw invalid("it is no token of this KMS", e);
        }
    }

    private static String readId(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong()).toString();
    }

    static KmsException invalid(String reason, @Nullable Exception cause) {
        return new KmsException(
                KmsErrorCode.INVALID_IMPORT_TOKEN,
                "the import token cannot be used: "
                        + reason
                        + "; take the bytes that GetParametersForImport gave for this CMK",
                cause);
    }
}
