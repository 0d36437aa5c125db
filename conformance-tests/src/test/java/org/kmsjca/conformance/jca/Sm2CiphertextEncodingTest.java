package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.Sm2Peer;
import org.kmsjca.conformance.support.SoftHsmLacks;
import org.kmsjca.conformance.support.TestKeys;

/** A ciphertext of GM/T 0009 is the one DER encoding of its parts. */
@SoftHsmLacks("the SM family")
class Sm2CiphertextEncodingTest extends SharedKms {
    private static final BigInteger PRIME =
            new BigInteger("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF", 16);
    private static final byte[] MESSAGE = SymmetricCase.bytes(40, 1);

    private KeyPair pair;

    @Override
    protected void prepare() {
        pair = TestKeys.newPair(KeySpec.EC_SM2);
        kms().importForDecryption("sm2", pair);
    }

    /** The parts that Kona wrote. */
    @SuppressWarnings("ArrayRecordComponent") // made and read in one test
    record Parts(BigInteger x, BigInteger y, byte[] hash, byte[] text) {
        static Parts of(byte[] encoded) {
            ASN1Sequence sequence = ASN1Sequence.getInstance(encoded);
            return new Parts(
                    ((ASN1Integer) sequence.getObjectAt(0)).getValue(),
                    ((ASN1Integer) sequence.getObjectAt(1)).getValue(),
                    ((ASN1OctetString) sequence.getObjectAt(2)).getOctets(),
                    ((ASN1OctetString) sequence.getObjectAt(3)).getOctets());
        }

        ASN1Encodable[] all() {
            return all(x, y);
        }

        ASN1Encodable[] all(BigInteger otherX, BigInteger otherY) {
            return new ASN1Encodable[] {
                new ASN1Integer(otherX),
                new ASN1Integer(otherY),
                new DEROctetString(hash),
                new DEROctetString(text)
            };
        }

        byte[] der() throws IOException {
            return der(all());
        }

        static byte[] der(ASN1Encodable... parts) throws IOException {
            return new DERSequence(parts).getEncoded(ASN1Encoding.DER);
        }
    }

    /** Writes the parts in some way. */
    private interface Encoding {
        byte[] of(Parts parts) throws IOException;
    }

    static Stream<Named<Encoding>> malformed() {
        return Stream.of(
                Named.of("a byte after it", parts -> append(parts.der())),
                Named.of("BER", parts -> new BERSequence(parts.all()).getEncoded()),
                Named.of("a set", parts -> new DERSet(parts.all()).getEncoded()),
                Named.of(
                        "three parts",
                        parts ->
                                Parts.der(
                                        new ASN1Integer(parts.x),
                                        new ASN1Integer(parts.y),
                                        new DEROctetString(parts.hash))),
                Named.of(
                        "five parts",
                        parts ->
                                Parts.der(
                                        new ASN1Integer(parts.x),
                                        new ASN1Integer(parts.y),
                                        new DEROctetString(parts.hash),
                                        new DEROctetString(parts.text),
                                        new DEROctetString(parts.text))),
                Named.of(
                        "a short hash",
                        parts ->
                                Parts.der(
                                        new ASN1Integer(parts.x),
                                        new ASN1Integer(parts.y),
                                        new DEROctetString(new byte[31]),
                                        new DEROctetString(parts.text))),
                Named.of(
                        "no text",
                        parts ->
                                Parts.der(
                                        new ASN1Integer(parts.x),
                                        new ASN1Integer(parts.y),
                                        new DEROctetString(parts.hash),
                                        new DEROctetString(new byte[0]))),
                Named.of("x negative", parts -> Parts.der(parts.all(parts.x.negate(), parts.y))),
                Named.of(
                        "x over the prime",
                        parts -> Parts.der(parts.all(parts.x.add(PRIME), parts.y))),
                Named.of(
                        "y over the prime",
                        parts -> Parts.der(parts.all(parts.x, parts.y.add(PRIME)))),
                Named.of(
                        "x of 40 bytes",
                        parts -> Parts.der(parts.all(parts.x.shiftLeft(64), parts.y))),
                Named.of(
                        "not on the curve",
                        parts -> Parts.der(parts.all(parts.x, parts.y.xor(BigInteger.ONE)))),
                Named.of(
                        "the origin",
                        parts -> Parts.der(parts.all(BigInteger.ZERO, BigInteger.ZERO))));
    }

    private static byte[] append(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    private Parts parts() throws GeneralSecurityException {
        Cipher kona = Cipher.getInstance("SM2", Peers.KONA);
        kona.init(Cipher.ENCRYPT_MODE, Sm2Peer.KONA.own(pair).getPublic());
        return Parts.of(kona.doFinal(MESSAGE));
    }

    private Cipher decryption() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("SM2");
        cipher.init(Cipher.DECRYPT_MODE, kms().handle("sm2"));
        return cipher;
    }

    @Test
    void partsWrittenAsTheyAreDecrypt() throws Exception {
        assertThat(decryption().doFinal(parts().der())).isEqualTo(MESSAGE);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void everythingElseHasOneAnswer(Encoding encoding) throws Exception {
        byte[] ciphertext = encoding.of(parts());
        Cipher cipher = decryption();
        assertThatThrownBy(() -> cipher.doFinal(ciphertext))
                .isExactlyInstanceOf(BadPaddingException.class)
                .hasMessage("the ciphertext does not decrypt with this key")
                .hasNoCause();
    }
}
