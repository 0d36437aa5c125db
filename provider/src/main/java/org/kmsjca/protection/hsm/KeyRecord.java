package org.kmsjca.protection.hsm;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.hsm.ObjectHandles.Name;

/**
 * What the store keeps of a key in a token: where it is, how it came there, its public half. With a
 * MAC that binds it to its CMK and version, so that no row can be pointed at another key.
 *
 * @param hsm the name of the HSM in the configuration
 * @param serial of the token that it was made in, for people: a copy of the token serves as well
 * @param publicKey SubjectPublicKeyInfo; null of secret keys
 */
@SuppressWarnings("ArrayRecordComponent") // DER, handed on and never changed
record KeyRecord(
        String hsm,
        String serial,
        Name name,
        KeyAttributes attributes,
        byte @Nullable [] publicKey) {
    private static final int FORMAT = 1;
    private static final int MAC_LENGTH = 32;

    byte[] encode(MaterialAad aad, UnaryOperator<byte[]> authenticator) {
        byte[] body = encode();
        byte[] mac = authenticator.apply(authenticated(aad, body));
        byte[] encoded = Arrays.copyOf(body, body.length + MAC_LENGTH);
        System.arraycopy(mac, 0, encoded, body.length, MAC_LENGTH);
        return encoded;
    }

    static KeyRecord open(MaterialAad aad, byte[] encoded, UnaryOperator<byte[]> authenticator) {
        int length = encoded.length - MAC_LENGTH;
        if (length > 0) {
            byte[] body = Arrays.copyOf(encoded, length);
            byte[] mac = Arrays.copyOfRange(encoded, length, encoded.length);
            if (MessageDigest.isEqual(mac, authenticator.apply(authenticated(aad, body)))) {
                return decode(body);
            }
        }
        throw new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                "what the store keeps of the HSM key of CMK "
                        + aad.keyId()
                        + " was changed by something else; restore a backup: kms store restore FILE");
    }

    private static byte[] authenticated(MaterialAad aad, byte[] body) {
        return write(
                out -> {
                    out.writeUTF(aad.keyId());
                    out.writeUTF(aad.versionId());
                    out.writeUTF(aad.keySpec().toString());
                    out.writeUTF(aad.keyUsage().toString());
                    out.writeUTF(aad.origin().toString());
                    out.write(body);
                });
    }

    private byte[] encode() {
        return write(
                out -> {
                    out.writeByte(FORMAT);
                    out.writeUTF(hsm);
                    out.writeUTF(serial);
                    out.writeUTF(name.id());
                    out.writeLong(name.objectClass());
                    out.writeUTF(attributes.entry().name());
                    out.writeBoolean(attributes.local());
                    out.writeBoolean(attributes.alwaysSensitive());
                    out.writeBoolean(attributes.neverExtractable());
                    out.writeInt(publicKey == null ? 0 : publicKey.length);
                    if (publicKey != null) {
                        out.write(publicKey);
                    }
                });
    }

    private static KeyRecord decode(byte[] body) {
        try (var in = new DataInputStream(new ByteArrayInputStream(body))) {
            int format = in.readByte();
            if (format != FORMAT) {
                throw new KmsException(
                        KmsErrorCode.INTERNAL_FAILURE,
                        "the store keeps an HSM key in format %s, which a newer version wrote"
                                .formatted(format));
            }
            String hsm = in.readUTF();
            String serial = in.readUTF();
            var name = new Name(in.readUTF(), in.readLong());
            var attributes =
                    new KeyAttributes(
                            KeyAttributes.Entry.valueOf(in.readUTF()),
                            in.readBoolean(),
                            in.readBoolean(),
                            in.readBoolean());
            byte[] publicKey = in.readNBytes(in.readInt());
            return new KeyRecord(
                    hsm, serial, name, attributes, publicKey.length == 0 ? null : publicKey);
        } catch (IOException e) {
            throw new IllegalStateException("an authentic record ends too early", e);
        }
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] write(Writing writing) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new IllegalStateException("memory takes every byte", e);
        }
        return bytes.toByteArray();
    }
}
