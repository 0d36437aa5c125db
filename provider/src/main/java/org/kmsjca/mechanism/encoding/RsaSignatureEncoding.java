package org.kmsjca.mechanism.encoding;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;

/** The encoded message of an RSA signature, at the modulus's length: EMSA of RFC 8017 section 9. */
public final class RsaSignatureEncoding {
    private static final int PKCS1_OVERHEAD = 11;

    private RsaSignatureEncoding() {}

    /**
     * Encodes a digest.
     *
     * @param modulusBits length of the modulus in bits
     * @param random source of the salt; null for an own one
     * @throws SignatureException when the modulus is too short for it
     */
    public static byte[] encode(
            SignatureMechanism mechanism,
            byte[] input,
            int modulusBits,
            @Nullable SecureRandom random)
            throws SignatureException {
        if (mechanism instanceof SignatureMechanism.RsaPkcs1 pkcs1) {
            return pkcs1(pkcs1.digest(), input, (modulusBits + 7) / 8);
        }
        if (mechanism instanceof SignatureMechanism.RsaPss pss) {
            return pss(pss, input, modulusBits, random);
        }
        throw new SignatureException("an RSA key does not sign with " + mechanism);
    }

    /** The least length of a modulus in bytes that the digest fits into with PKCS#1 padding. */
    public static int minimumModulus(DigestAlgorithm digest) {
        return digestInfo(digest, new byte[digest.length()]).length + PKCS1_OVERHEAD;
    }

    private static byte[] pkcs1(@Nullable DigestAlgorithm digest, byte[] input, int length)
            throws SignatureException {
        byte[] content = digest == null ? input : digestInfo(digest, input);
        if (content.length > length - PKCS1_OVERHEAD) {
            throw new SignatureException(
                    "the input has "
                            + content.length
                            + " bytes, this key signs at most "
                            + (length - PKCS1_OVERHEAD));
        }
        byte[] encoded = new byte[length];
        Arrays.fill(encoded, (byte) 0xFF);
        encoded[0] = 0;
        encoded[1] = 1;
        encoded[length - content.length - 1] = 0;
        System.arraycopy(content, 0, encoded, length - content.length, content.length);
        return encoded;
    }

    private static byte[] digestInfo(DigestAlgorithm digest, byte[] value) {
        try {
            var oid = new ASN1ObjectIdentifier(digest.objectIdentifier());
            return new DigestInfo(new AlgorithmIdentifier(oid, DERNull.INSTANCE), value)
                    .getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException("a DigestInfo could not be encoded", e);
        }
    }

    private static byte[] pss(
            SignatureMechanism.RsaPss pss,
            byte[] input,
            int modulusBits,
            @Nullable SecureRandom random)
            throws SignatureException {
        PSSSigner signer =
                PSSSigner.createRawSigner(
                        new Identity(modulusBits),
                        BouncyDigests.of(pss.digest()),
                        BouncyDigests.of(pss.maskDigest()),
                        pss.saltLength(),
                        (byte) 0xBC);
        CipherParameters modulus =
                new RSAKeyParameters(
                        false, BigInteger.ONE.shiftLeft(modulusBits - 1).setBit(0), BigInteger.ONE);
        try {
            signer.init(true, random == null ? modulus : new ParametersWithRandom(modulus, random));
            signer.update(input, 0, input.length);
            return signer.generateSignature();
        } catch (CryptoException | RuntimeException e) {
            throw new SignatureException(
                    "the digest and salt do not fit into a PSS signature of this key", e);
        }
    }

    /** Stands where Bouncy Castle would apply the private key: the module does that itself. */
    private record Identity(int modulusBits) implements AsymmetricBlockCipher {
        @Override
        public void init(boolean forEncryption, CipherParameters parameters) {
            // There is no key.
        }

        @Override
        public int getInputBlockSize() {
            return (modulusBits + 7) / 8;
        }

        @Override
        public int getOutputBlockSize() {
            return getInputBlockSize();
        }

        @Override
        public byte[] processBlock(byte[] input, int offset, int length) {
            byte[] block = new byte[getOutputBlockSize()];
            System.arraycopy(input, offset, block, block.length - length, length);
            return block;
        }
    }
}
