package org.kmsjca.protection.software.root.tpm;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/**
 * The TPM 2.0 key file ("ASN.1 Specification for TPM 2.0 Key Files"), which OpenSSL's engines and
 * the Linux kernel's trusted keys use.
 *
 * @param emptyAuth whether the object's authValue is empty
 * @param policy the commands that fulfil the object's policy
 * @param secret the encrypted seed of an object that is still to be imported, else null
 * @param parent handle of a hierarchy or of a persistent key
 * @param pubkey TPM2B_PUBLIC
 * @param privkey TPM2B_PRIVATE
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes, handed on and never changed
record TpmKeyFile(
        boolean emptyAuth,
        List<PolicyCommand> policy,
        byte @Nullable [] secret,
        boolean rsaParent,
        int parent,
        byte[] pubkey,
        byte[] privkey) {

    /** A policy command and its parameters as they go to the TPM, without the session's handle. */
    @SuppressWarnings("ArrayRecordComponent")
    record PolicyCommand(int code, byte[] parameters) {}

    private static final String PEM_LABEL = "TSS2 PRIVATE KEY";
    private static final ASN1ObjectIdentifier IMPORTABLE =
            new ASN1ObjectIdentifier("2.23.133.10.1.4");
    private static final ASN1ObjectIdentifier SEALED = new ASN1ObjectIdentifier("2.23.133.10.1.5");
    private static final int MAXIMUM_LENGTH = 8192;

    TpmKeyFile {
        policy = List.copyOf(policy);
    }

    byte[] der() {
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(secret == null ? SEALED : IMPORTABLE);
        if (emptyAuth) {
            parts.add(new DERTaggedObject(true, 0, ASN1Boolean.TRUE));
        }
        if (!policy.isEmpty()) {
            ASN1EncodableVector commands = new ASN1EncodableVector();
            for (PolicyCommand command : policy) {
                ASN1EncodableVector one = new ASN1EncodableVector();
                one.add(new DERTaggedObject(true, 0, new ASN1Integer(command.code())));
                one.add(new DERTaggedObject(true, 1, new DEROctetString(command.parameters())));
                commands.add(new DERSequence(one));
            }
            parts.add(new DERTaggedObject(true, 1, new DERSequence(commands)));
        }
        if (secret != null) {
            parts.add(new DERTaggedObject(true, 2, new DEROctetString(secret)));
        }
        if (rsaParent) {
            parts.add(new DERTaggedObject(true, 5, ASN1Boolean.TRUE));
        }
        parts.add(new ASN1Integer(Integer.toUnsignedLong(parent)));
        parts.add(new DEROctetString(pubkey));
        parts.add(new DEROctetString(privkey));
        try {
            return new DERSequence(parts).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String pem() {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(PEM_LABEL, der()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /**
     * Reads PEM.
     *
     * @throws IllegalArgumentException when it is no key file with sealed data
     */
    static TpmKeyFile ofPem(String text) {
        try (PemReader reader = new PemReader(new StringReader(text))) {
            PemObject object = reader.readPemObject();
            if (object == null || !object.getType().equals(PEM_LABEL)) {
                throw new IllegalArgumentException("it has no -----BEGIN " + PEM_LABEL + "-----");
            }
            return ofDer(object.getContent());
        } catch (IOException | DecoderException e) {
            throw new IllegalArgumentException("it is no PEM text", e);
        }
    }

    /** As {@link #ofPem}. */
    static TpmKeyFile ofDer(byte[] der) {
        if (der.length > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("it is longer than " + MAXIMUM_LENGTH + " bytes");
        }
        try {
            return read(ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der)));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "it is no TPM 2.0 key file with sealed data: " + e.getMessage(), e);
        }
    }

    private static TpmKeyFile read(ASN1Sequence sequence) {
        Enumeration<?> parts = sequence.getObjects();
        var type = ASN1ObjectIdentifier.getInstance(parts.nextElement());
        if (!type.equals(SEALED) && !type.equals(IMPORTABLE)) {
            throw new IllegalArgumentException("its type is " + type);
        }
        boolean emptyAuth = false;
        boolean rsaParent = false;
        List<PolicyCommand> policy = List.of();
        byte[] secret = null;
        Object part = parts.nextElement();
        while (part instanceof ASN1TaggedObject tagged) {
            ASN1Primitive value = tagged.getExplicitBaseObject().toASN1Primitive();
            switch (tagged.getTagNo()) {
                case 0 -> emptyAuth = ASN1Boolean.getInstance(value).isTrue();
                case 1 -> policy = policy(ASN1Sequence.getInstance(value));
                case 2 -> secret = ASN1OctetString.getInstance(value).getOctets();
                case 4 -> {} // a description
                case 5 -> rsaParent = ASN1Boolean.getInstance(value).isTrue();
                default -> throw new IllegalArgumentException("unknown part " + tagged.getTagNo());
            }
            part = parts.nextElement();
        }
        if (type.equals(IMPORTABLE) != (secret != null)) {
            throw new IllegalArgumentException("its type does not fit its parts");
        }
        BigInteger parent = ASN1Integer.getInstance(part).getPositiveValue();
        if (parent.bitLength() > Integer.SIZE) {
            throw new IllegalArgumentException("its parent is no handle");
        }
        byte[] pubkey = ASN1OctetString.getInstance(parts.nextElement()).getOctets();
        byte[] privkey = ASN1OctetString.getInstance(parts.nextElement()).getOctets();
        if (parts.hasMoreElements()) {
            throw new IllegalArgumentException("it has more parts than it should");
        }
        return new TpmKeyFile(
                emptyAuth, policy, secret, rsaParent, parent.intValue(), pubkey, privkey);
    }

    private static List<PolicyCommand> policy(ASN1Sequence sequence) {
        List<PolicyCommand> commands = new ArrayList<>();
        Enumeration<?> each = sequence.getObjects();
        while (each.hasMoreElements()) {
            ASN1Sequence command = ASN1Sequence.getInstance(each.nextElement());
            ASN1TaggedObject code = ASN1TaggedObject.getInstance(command.getObjectAt(0));
            ASN1TaggedObject parameters = ASN1TaggedObject.getInstance(command.getObjectAt(1));
            commands.add(
                    new PolicyCommand(
                            ASN1Integer.getInstance(code.getExplicitBaseObject()).intValueExact(),
                            ASN1OctetString.getInstance(parameters.getExplicitBaseObject())
                                    .getOctets()));
        }
        return commands;
    }
}
