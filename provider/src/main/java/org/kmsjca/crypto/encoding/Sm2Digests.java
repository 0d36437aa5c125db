package org.kmsjca.crypto.encoding;

import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.math.ec.ECPoint;

/** The digests of SM2 signatures, GB/T 32918.2. */
public final class Sm2Digests {
    /** Length of SM3 digests in bytes. */
    public static final int LENGTH = 32;

    private Sm2Digests() {}

    /** A digest that has taken in Z_A, section 5.5, and waits for the message. */
    public static Digest ofMessageFrom(ECPublicKeyParameters signer, byte[] userId) {
        Digest digest = new SM3Digest();
        byte[] z = z(signer, userId);
        digest.update(z, 0, z.length);
        return digest;
    }

    private static byte[] z(ECPublicKeyParameters signer, byte[] userId) {
        Digest digest = new SM3Digest();
        int bits = userId.length * Byte.SIZE;
        digest.update((byte) (bits >> Byte.SIZE));
        digest.update((byte) bits);
        digest.update(userId, 0, userId.length);
        ECDomainParameters domain = signer.getParameters();
        update(digest, domain.getCurve().getA());
        update(digest, domain.getCurve().getB());
        update(digest, domain.getG());
        update(digest, signer.getQ());
        byte[] z = new byte[LENGTH];
        digest.doFinal(z, 0);
        return z;
    }

    private static void update(Digest digest, ECPoint point) {
        ECPoint affine = point.normalize();
        update(digest, affine.getAffineXCoord());
        update(digest, affine.getAffineYCoord());
    }

    private static void update(Digest digest, ECFieldElement element) {
        byte[] encoded = element.getEncoded();
        digest.update(encoded, 0, encoded.length);
    }

    /**
     * A digest that is known already: lets Bouncy Castle's signer, which wants to hash the message
     * itself, sign and verify a digest.
     */
    public static Digest known(byte[] value) {
        return new Known(value);
    }

    @SuppressWarnings("ArrayRecordComponent") // made and used in one call
    private record Known(byte[] value) implements Digest {
        @Override
        public String getAlgorithmName() {
            return "SM3";
        }

        @Override
        public int getDigestSize() {
            return LENGTH;
        }

        @Override
        public void update(byte in) {
            // The message was hashed elsewhere.
        }

        @Override
        public void update(byte[] in, int offset, int length) {
            // The message was hashed elsewhere.
        }

        @Override
        public int doFinal(byte[] out, int offset) {
            System.arraycopy(value, 0, out, offset, LENGTH);
            return LENGTH;
        }

        @Override
        public void reset() {
            // There is nothing to forget.
        }
    }
}
