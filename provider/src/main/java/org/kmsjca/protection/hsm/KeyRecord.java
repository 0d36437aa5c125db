package org.kmsjca.protection.hsm;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
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
 * @param check knows a secret key again; null of others, and where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // DER, handed on and never changed
record KeyRecord(
        String hsm,
        String serial,
        Name name,
        KeyAttributes attributes,
        byte @Nullable [] publicKey,
        @Nullable CheckValue check) {
    /** Before 0.3.0: without what follows the public key. */
    private static final int FIRST_FORMAT = 1;

    private static final int FORMAT = 2;
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
                    writeExposure(out, attributes.exposure());
                    writeCheck(out, check);
                    for (long mechanism : new TreeSet<>(attributes.allowed())) {
                        out.writeLong(mechanism);
                    }
                });
    }

    /** Up to the end; records without any were written before there were some. */
    private static Set<Long> readAllowed(DataInputStream in) throws IOException {
        Set<Long> allowed = new HashSet<>();
        while (in.available() > 0) {
            allowed.add(in.readLong());
        }
        return Set.copyOf(allowed);
    }

    private static void writeExposure(DataOutputStream out, KeyAttributes.@Nullable Exposure known)
            throws IOException {
        out.writeBoolean(known != null);
        out.writeBoolean(known != null && known.sensitive());
        out.writeBoolean(known != null && known.extractable());
    }

    private static KeyAttributes.@Nullable Exposure readExposure(DataInputStream in)
            throws IOException {
        boolean isKnown = in.readBoolean();
        var exposure = new KeyAttributes.Exposure(in.readBoolean(), in.readBoolean());
        return isKnown ? exposure : null;
    }

    private static void writeCheck(DataOutputStream out, @Nullable CheckValue check)
            throws IOException {
        out.writeUTF(check == null ? "" : check.form().name());
        if (check != null) {
            out.writeLong(check.code());
            out.writeUTF(check.question());
            out.writeUTF(check.sealed());
        }
    }

    private static @Nullable CheckValue readCheck(DataInputStream in) throws IOException {
        String form = in.readUTF();
        return form.isEmpty()
                ? null
                : new CheckValue(
                        CheckValue.Form.valueOf(form), in.readLong(), in.readUTF(), in.readUTF());
    }

    private static KeyRecord decode(byte[] body) {
        try (var in = new DataInputStream(new ByteArrayInputStream(body))) {
            int format = in.readByte();
            if (format != FORMAT && format != FIRST_FORMAT) {
                throw new KmsException(
                        KmsErrorCode.INTERNAL_FAILURE,
                        "the store keeps an HSM key in format %s, which a newer version wrote"
                                .formatted(format));
            }
            String hsm = in.readUTF();
            String serial = in.readUTF();
            var name = new Name(in.readUTF(), in.readLong());
            var entry = KeyAttributes.Entry.valueOf(in.readUTF());
            boolean local = in.readBoolean();
            boolean alwaysSensitive = in.readBoolean();
            boolean neverExtractable = in.readBoolean();
            byte[] publicKey = in.readNBytes(in.readInt());
            boolean isFirst = format == FIRST_FORMAT;
            var exposure = isFirst ? null : readExposure(in);
            CheckValue check = isFirst ? null : readCheck(in);
            Set<Long> allowed = isFirst ? Set.of() : readAllowed(in);
            return new KeyRecord(
                    hsm,
                    serial,
                    name,
                    new KeyAttributes(
                            entry, local, alwaysSensitive, neverExtractable, exposure, allowed),
                    publicKey.length == 0 ? null : publicKey,
                    check);
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
