package org.kmsjca.conformance.jca;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Arrays;
import java.util.List;

/** An EC public key that nobody checked: what an attacker sends. */
@SuppressWarnings("serial") // never serialised
final class UncheckedEcKey implements ECPublicKey {
    private final String description;
    private final ECPublicKey original;
    private final ECPoint point;
    private final byte[] encoded;

    private UncheckedEcKey(
            String description, ECPublicKey original, ECPoint point, byte[] encoded) {
        this.description = description;
        this.original = original;
        this.point = point;
        this.encoded = encoded;
    }

    /** Keys that are no points of the curve of the pair. */
    static List<PublicKey> invalid(KeyPair pair) {
        var key = (ECPublicKey) pair.getPublic();
        int field = (key.getParams().getCurve().getField().getFieldSize() + 7) / 8;
        byte[] info = key.getEncoded();
        int start = info.length - 2 * field; // x and y are its end
        BigInteger x = key.getW().getAffineX();
        BigInteger y = key.getW().getAffineY();
        BigInteger one = BigInteger.ONE;
        return List.of(
                with("y flipped", key, x, y.xor(one), info, start),
                with("x flipped", key, x.xor(one), y, info, start),
                with("origin", key, BigInteger.ZERO, BigInteger.ZERO, info, start),
                with("one, one", key, one, one, info, start),
                new UncheckedEcKey(
                        "x of the field's full length",
                        key,
                        key.getW(),
                        overwritten(info, start, filled(field))),
                new UncheckedEcKey("cut", key, key.getW(), Arrays.copyOf(info, info.length - 1)),
                new UncheckedEcKey("without encoding", key, key.getW(), null),
                new UncheckedEcKey("empty encoding", key, key.getW(), new byte[0]),
                new UncheckedEcKey(
                        "hybrid form",
                        key,
                        key.getW(),
                        overwritten(info, start - 1, new byte[] {(byte) (y.testBit(0) ? 6 : 7)})),
                new UncheckedEcKey(
                        "infinity",
                        key,
                        ECPoint.POINT_INFINITY,
                        overwritten(info, start - 1, new byte[] {0})));
    }

    private static UncheckedEcKey with(
            String description,
            ECPublicKey key,
            BigInteger x,
            BigInteger y,
            byte[] info,
            int start) {
        int field = (info.length - start) / 2;
        byte[] coordinates = new byte[2 * field];
        put(x, coordinates, field);
        put(y, coordinates, 2 * field);
        return new UncheckedEcKey(
                description, key, new ECPoint(x, y), overwritten(info, start, coordinates));
    }

    private static void put(BigInteger value, byte[] target, int end) {
        byte[] bytes = value.toByteArray();
        int sign = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        int length = bytes.length - sign;
        System.arraycopy(bytes, sign, target, end - length, length);
    }

    private static byte[] overwritten(byte[] info, int offset, byte[] part) {
        byte[] changed = info.clone();
        System.arraycopy(part, 0, changed, offset, part.length);
        return changed;
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0xFF);
        return bytes;
    }

    @Override
    public ECPoint getW() {
        return point;
    }

    @Override
    public ECParameterSpec getParams() {
        return original.getParams();
    }

    @Override
    public String getAlgorithm() {
        return "EC";
    }

    @Override
    public String getFormat() {
        return encoded == null ? null : "X.509";
    }

    @Override
    public byte[] getEncoded() {
        return encoded == null ? null : encoded.clone();
    }

    @Override
    public String toString() {
        return description;
    }
}
