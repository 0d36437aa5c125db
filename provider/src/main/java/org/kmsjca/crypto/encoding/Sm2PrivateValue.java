package org.kmsjca.crypto.encoding;

import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** The private value D of an SM2 key, as clients of the KMS send it. */
public final class Sm2PrivateValue {
    /** Length in bytes. */
    public static final int LENGTH = 32;

    private Sm2PrivateValue() {}

    /**
     * The key as PKCS#8, RFC 5915; whoever imports it checks the value.
     *
     * @param value 32 bytes, unsigned, the most significant first
     * @return for the caller to wipe
     */
    public static byte[] toPkcs8(byte[] value) {
        try {
            return new PrivateKeyInfo(
                            new AlgorithmIdentifier(
                                    X9ObjectIdentifiers.id_ecPublicKey,
                                    GMObjectIdentifiers.sm2p256v1),
                            new ECPrivateKey(LENGTH * Byte.SIZE, new BigInteger(1, value)))
                    .getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("an SM2 key could not be encoded", e);
        }
    }
}
