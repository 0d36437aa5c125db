package org.kmsjca.crypto.encoding;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.crypto.signers.DSAEncoding;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.kmsjca.mechanism.SignatureMechanism.Ecdsa.Format;

/** Encodes and decodes the two numbers of an ECDSA signature. */
public final class EcdsaSignatureEncoding {
    private EcdsaSignatureEncoding() {}

    /** Writes r and s. */
    public static byte[] encode(Format format, BigInteger order, BigInteger r, BigInteger s)
            throws SignatureException {
        try {
            return encoding(format).encode(order, r, s);
        } catch (IOException | IllegalArgumentException e) {
            throw new SignatureException("an ECDSA signature could not be encoded", e);
        }
    }

    /**
     * Reads r and s; whether they are within the order is left to the verification.
     *
     * @throws SignatureException when it is no signature of that format on that curve: DER must be
     *     the one encoding of its values, P1363 of twice the order's length
     */
    public static BigInteger[] decode(Format format, BigInteger order, byte[] signature)
            throws SignatureException {
        return format == Format.DER ? decodeDer(signature) : decodeP1363(order, signature);
    }

    private static BigInteger[] decodeDer(byte[] signature) throws SignatureException {
        try {
            ASN1Sequence sequence = ASN1Sequence.getInstance(signature);
            if (sequence.size() == 2
                    && sequence.getObjectAt(0) instanceof ASN1Integer r
                    && sequence.getObjectAt(1) instanceof ASN1Integer s
                    && Arrays.equals(sequence.getEncoded(ASN1Encoding.DER), signature)) {
                return new BigInteger[] {r.getValue(), s.getValue()};
            }
        } catch (IOException | RuntimeException e) {
            throw new SignatureException("the ECDSA signature is not well-formed DER", e);
        }
        throw new SignatureException("the ECDSA signature is not DER of two integers");
    }

    private static BigInteger[] decodeP1363(BigInteger order, byte[] signature)
            throws SignatureException {
        int half = (order.bitLength() + 7) / 8;
        if (signature.length != 2 * half) {
            throw new SignatureException(
                    "the P1363 signature has " + signature.length + " bytes, not " + 2 * half);
        }
        return new BigInteger[] {
            new BigInteger(1, signature, 0, half), new BigInteger(1, signature, half, half)
        };
    }

    /** Rewrites a DER signature as P1363. */
    public static byte[] toP1363(BigInteger order, byte[] derSignature) throws SignatureException {
        BigInteger[] rs = decode(Format.DER, order, derSignature);
        return encode(Format.P1363, order, rs[0], rs[1]);
    }

    private static DSAEncoding encoding(Format format) {
        return format == Format.DER ? StandardDSAEncoding.INSTANCE : PlainDSAEncoding.INSTANCE;
    }
}
