package org.kmsjca.crypto.encoding;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;

/** Encodes the message that an RSA private key is applied to in a signature, RFC 8017 section 9. */
public final class RsaSignatureEncoding {
    private static final byte TRAILER = (byte) 0xBC;

    private RsaSignatureEncoding() {}

    /** The DigestInfo that PKCS#1 padding goes around, section 9.2. */
    public static byte[] digestInfo(DigestAlgorithm digest, byte[] value) {
        try {
            var oid = new ASN1ObjectIdentifier(digest.objectIdentifier());
            return new DigestInfo(new AlgorithmIdentifier(oid, DERNull.INSTANCE), value)
                    .getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException("a DigestInfo could not be encoded", e);
        }
    }

    /**
     * The encoded message of PSS, at the modulus's length, section 9.1.
     *
     * @param modulusBits length of the modulus in bits
     * @throws SignatureException when the modulus is too short for digest and salt
     */
    public static byte[] pss(SignatureMechanism.RsaPss pss, byte[] input, int modulusBits)
            throws SignatureException {
        PSSSigner signer = pssSigner(pss, modulusBits);
        try {
            signer.init(
                    true, new ParametersWithRandom(anyModulus(modulusBits), SystemRandom.source()));
            signer.update(input, 0, input.length);
            return signer.generateSignature();
        } catch (CryptoException | RuntimeException e) {
            throw new SignatureException(
                    "the digest and salt do not fit into a PSS signature of this key", e);
        }
    }

    /**
     * Whether it is the encoded message of PSS for the digest, section 9.1.2.
     *
     * @param encoded what the public key makes of a signature, at the modulus's length
     * @param modulusBits length of the modulus in bits, enough for digest and salt
     */
    public static boolean isPss(
            SignatureMechanism.RsaPss pss, byte[] digest, byte[] encoded, int modulusBits) {
        int surplus = encoded.length - (modulusBits - 1 + 7) / 8;
        if (surplus > 0 && encoded[0] != 0) {
            return false;
        }
        byte[] message = Arrays.copyOfRange(encoded, surplus, encoded.length);
        PSSSigner signer = pssSigner(pss, modulusBits - 1);
        signer.init(false, anyModulus(modulusBits));
        signer.update(digest, 0, digest.length);
        return signer.verifySignature(message);
    }

    /**
     * @param blockBits length in bits of what the signer writes or reads
     */
    private static PSSSigner pssSigner(SignatureMechanism.RsaPss pss, int blockBits) {
        return PSSSigner.createRawSigner(
                new IdentityCipher(blockBits),
                BouncyDigests.of(pss.digest()),
                BouncyDigests.of(pss.maskDigest()),
                pss.saltLength(),
                TRAILER);
    }

    /** Only its length counts here; true: Bouncy Castle is not to look for factors. */
    private static CipherParameters anyModulus(int bits) {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
        return new RSAKeyParameters(false, modulus, BigInteger.ONE, true);
    }
}
