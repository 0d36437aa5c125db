package org.kmsjca.conformance.support;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/** What GB/T 32918.2 section 5.5 says of the digest, written down from the standard. */
public final class Sm2Formula {
    private static final String A =
            "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC";
    private static final String B =
            "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93";
    private static final String G =
            "32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"
                    + "BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0";

    /** The identity of everybody who has none, GM/T 0009 section 10. */
    public static final String DEFAULT_USER_ID = "1234567812345678";

    private Sm2Formula() {}

    public static byte[] defaultUserId() {
        return DEFAULT_USER_ID.getBytes(StandardCharsets.US_ASCII);
    }

    /** SM3(Z_A || M). */
    public static byte[] digest(KeyPair signer, byte[] userId, byte[] message)
            throws GeneralSecurityException {
        byte[] point = Sm2Peer.point(signer);
        MessageDigest sm3 = MessageDigest.getInstance("SM3", Peers.KONA);
        sm3.update((byte) ((userId.length * 8) >> 8));
        sm3.update((byte) (userId.length * 8));
        sm3.update(userId);
        for (String constant : new String[] {A, B, G}) {
            sm3.update(HexFormat.of().parseHex(constant));
        }
        sm3.update(Arrays.copyOfRange(point, 1, point.length));
        byte[] z = sm3.digest();
        sm3.update(z);
        return sm3.digest(message);
    }
}
