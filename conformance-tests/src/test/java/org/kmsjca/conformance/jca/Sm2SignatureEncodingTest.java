package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.SignatureException;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.Sm2Formula;
import org.kmsjca.conformance.support.Sm2Peer;
import org.kmsjca.conformance.support.SoftHsmLacks;
import org.kmsjca.conformance.support.TestKeys;

/** An SM2 signature is the one DER encoding of its two numbers. */
@SoftHsmLacks("the SM family")
class Sm2SignatureEncodingTest extends SharedKms {
    private static final BigInteger ORDER =
            new BigInteger("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123", 16);
    private static final byte[] MESSAGE = SymmetricCase.bytes(100, 9);

    private KeyPair pair;

    @Override
    protected void prepare() {
        pair = TestKeys.newPair(KeySpec.EC_SM2);
    }

    /** Writes r and s in some way. */
    private interface Encoding {
        byte[] of(BigInteger r, BigInteger s);
    }

    private static byte[] tlv(int tag, byte[]... contents) {
        var content = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            content.writeBytes(part);
        }
        var out = new ByteArrayOutputStream();
        out.write(tag);
        out.write(content.size()); // short form: all are below 128 bytes
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static byte[] integer(BigInteger value) {
        return tlv(2, value.toByteArray());
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static Stream<Named<Encoding>> malformed() {
        return Stream.of(
                Named.of("nothing", (r, s) -> new byte[0]),
                Named.of("a byte after it", (r, s) -> joined(der(r, s), bytes(0))),
                Named.of("a byte within it", (r, s) -> tlv(0x30, integer(r), integer(s), bytes(0))),
                Named.of("three numbers", (r, s) -> tlv(0x30, integer(r), integer(s), integer(s))),
                Named.of("one number", (r, s) -> tlv(0x30, integer(r))),
                Named.of(
                        "a leading zero too many",
                        (r, s) ->
                                tlv(0x30, tlv(2, bytes(0), bytes(0), r.toByteArray()), integer(s))),
                Named.of("a set", (r, s) -> tlv(0x31, integer(r), integer(s))),
                Named.of(
                        "an octet string",
                        (r, s) -> tlv(0x30, tlv(4, r.toByteArray()), integer(s))),
                Named.of(
                        "a long form of length",
                        (r, s) -> {
                            byte[] content = joined(integer(r), integer(s));
                            return joined(bytes(0x30, 0x81, content.length), content);
                        }),
                Named.of(
                        "an indefinite length",
                        (r, s) -> joined(bytes(0x30, 0x80), integer(r), integer(s), bytes(0, 0))),
                Named.of("r and s side by side", (r, s) -> joined(fixed(r), fixed(s))));
    }

    private static byte[] der(BigInteger r, BigInteger s) {
        return tlv(0x30, integer(r), integer(s));
    }

    private static byte[] fixed(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return fixed;
    }

    static Stream<Named<Encoding>> outOfRange() {
        return Stream.of(
                Named.of("r is 0", (r, s) -> der(BigInteger.ZERO, s)),
                Named.of("s is 0", (r, s) -> der(r, BigInteger.ZERO)),
                Named.of("both are 0", (r, s) -> der(BigInteger.ZERO, BigInteger.ZERO)),
                Named.of("r is the order", (r, s) -> der(ORDER, s)),
                Named.of("s is the order", (r, s) -> der(r, ORDER)),
                Named.of("r is over the order", (r, s) -> der(r.add(ORDER), s)),
                Named.of("s is over the order", (r, s) -> der(r, s.add(ORDER))),
                Named.of("r is negative", (r, s) -> der(r.subtract(ORDER), s)),
                Named.of("s is negative", (r, s) -> der(r, s.negate())),
                Named.of("r + s is 0", (r, s) -> der(r, ORDER.subtract(r))));
    }

    private Signature verification(String algorithm) throws GeneralSecurityException {
        Signature signature = kms().signature(algorithm);
        signature.initVerify(pair.getPublic());
        signature.update(
                algorithm.equals("SM3withSM2")
                        ? MESSAGE
                        : Sm2Formula.digest(pair, Sm2Formula.defaultUserId(), MESSAGE));
        return signature;
    }

    private byte[] rewritten(Encoding encoding) throws GeneralSecurityException {
        byte[] value = Sm2Peer.BOUNCY_CASTLE.sign(pair, Sm2Formula.defaultUserId(), MESSAGE);
        ASN1Sequence sequence = ASN1Sequence.getInstance(value);
        BigInteger r = ((ASN1Integer) sequence.getObjectAt(0)).getValue();
        BigInteger s = ((ASN1Integer) sequence.getObjectAt(1)).getValue();
        assertThat(der(r, s)).as("the encoding of this test").isEqualTo(value);
        return encoding.of(r, s);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsNoDerIsASignatureException(Encoding encoding) throws GeneralSecurityException {
        for (String algorithm : List.of("SM3withSM2", "NONEwithSM2")) {
            Signature signature = verification(algorithm);
            byte[] value = rewritten(encoding);
            assertThatThrownBy(() -> signature.verify(value))
                    .isInstanceOf(SignatureException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void numbersOutOfRangeAreFalse(Encoding encoding) throws GeneralSecurityException {
        for (String algorithm : List.of("SM3withSM2", "NONEwithSM2")) {
            assertThat(verification(algorithm).verify(rewritten(encoding))).isFalse();
        }
    }
}
