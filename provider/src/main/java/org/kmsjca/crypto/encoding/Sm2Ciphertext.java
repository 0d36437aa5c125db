package org.kmsjca.crypto.encoding;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.util.BigIntegers;
import org.kmsjca.Sm2CipherSpec.Format;

/** Translates SM2 ciphertexts from and to C1C3C2, in which the engine works. */
public final class Sm2Ciphertext {
    private static final int FIELD = 32;
    private static final int POINT = 1 + 2 * FIELD;
    private static final int HASH = 32;

    /** The bytes that C1C3C2 and C1C2C3 are longer than the plaintext. */
    public static final int OVERHEAD = POINT + HASH;

    private static final byte UNCOMPRESSED = 4;
    private static final byte SEQUENCE = 0x30;

    private Sm2Ciphertext() {}

    /** Whether it begins like GM/T 0009 rather than like a point. */
    public static boolean isAsn1(byte[] ciphertext) {
        return ciphertext.length > 0 && ciphertext[0] == SEQUENCE;
    }

    /** Translates what the engine wrote. */
    public static byte[] fromEngine(Format format, byte[] c1c3c2) {
        return switch (format) {
            case C1C3C2 -> c1c3c2;
            case C1C2C3 -> moveHashBack(c1c3c2);
            case ASN1 -> toAsn1(c1c3c2);
        };
    }

    /**
     * Translates what the engine is to read.
     *
     * @throws BadPaddingException when it is not of the format
     */
    public static byte[] toEngine(Format format, byte[] ciphertext) throws BadPaddingException {
        byte[] c1c3c2 = format == Format.ASN1 ? fromAsn1(ciphertext) : ciphertext;
        if (c1c3c2.length <= POINT + HASH || c1c3c2[0] != UNCOMPRESSED) {
            throw malformed();
        }
        return format == Format.C1C2C3 ? moveHashForward(c1c3c2) : c1c3c2;
    }

    private static byte[] moveHashBack(byte[] c1c3c2) {
        byte[] moved = Arrays.copyOf(c1c3c2, c1c3c2.length);
        int text = c1c3c2.length - POINT - HASH;
        System.arraycopy(c1c3c2, POINT + HASH, moved, POINT, text);
        System.arraycopy(c1c3c2, POINT, moved, POINT + text, HASH);
        return moved;
    }

    private static byte[] moveHashForward(byte[] c1c2c3) {
        byte[] moved = Arrays.copyOf(c1c2c3, c1c2c3.length);
        int text = c1c2c3.length - POINT - HASH;
        System.arraycopy(c1c2c3, POINT + text, moved, POINT, HASH);
        System.arraycopy(c1c2c3, POINT, moved, POINT + HASH, text);
        return moved;
    }

    private static byte[] toAsn1(byte[] c1c3c2) {
        var sequence =
                new DERSequence(
                        new ASN1Encodable[] {
                            new ASN1Integer(new BigInteger(1, c1c3c2, 1, FIELD)),
                            new ASN1Integer(new BigInteger(1, c1c3c2, 1 + FIELD, FIELD)),
                            new DEROctetString(Arrays.copyOfRange(c1c3c2, POINT, POINT + HASH)),
                            new DEROctetString(
                                    Arrays.copyOfRange(c1c3c2, POINT + HASH, c1c3c2.length))
                        });
        try {
            return sequence.getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("an SM2 ciphertext could not be encoded", e);
        }
    }

    private static byte[] fromAsn1(byte[] ciphertext) throws BadPaddingException {
        try {
            ASN1Sequence sequence = ASN1Sequence.getInstance(ciphertext);
            if (sequence.size() == 4
                    && sequence.getObjectAt(0) instanceof ASN1Integer x
                    && sequence.getObjectAt(1) instanceof ASN1Integer y
                    && x.getValue().signum() >= 0
                    && y.getValue().signum() >= 0
                    && sequence.getObjectAt(2) instanceof ASN1OctetString hash
                    && sequence.getObjectAt(3) instanceof ASN1OctetString text
                    && hash.getOctetsLength() == HASH
                    && Arrays.equals(sequence.getEncoded(ASN1Encoding.DER), ciphertext)) {
                byte[] c1c3c2 = new byte[POINT + HASH + text.getOctetsLength()];
                c1c3c2[0] = UNCOMPRESSED;
                BigIntegers.asUnsignedByteArray(x.getValue(), c1c3c2, 1, FIELD);
                BigIntegers.asUnsignedByteArray(y.getValue(), c1c3c2, 1 + FIELD, FIELD);
                System.arraycopy(hash.getOctets(), 0, c1c3c2, POINT, HASH);
                System.arraycopy(text.getOctets(), 0, c1c3c2, POINT + HASH, text.getOctetsLength());
                return c1c3c2;
            }
        } catch (IOException | RuntimeException e) {
            throw malformed();
        }
        throw malformed();
    }

    private static BadPaddingException malformed() {
        return new BadPaddingException("the ciphertext does not decrypt with this key");
    }
}
