package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.spec.ECPrivateKeySpec;
import org.bouncycastle.jce.spec.ECPublicKeySpec;
import org.junit.jupiter.api.Test;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.Sm2Formula;
import org.kmsjca.conformance.support.SoftHsmLacks;

/**
 * The worked examples of the standards, with the numbers that they print: GB/T 32918.5 annexes A
 * and C, GB/T 32907 annex A, RFC 8998 appendix A.1, GM/T 0042 annex D.3, RFC 4231, RFC 8032.
 */
@SoftHsmLacks("the SM family")
class PublishedExamplesTest extends SharedKms {
    private static final BigInteger D =
            new BigInteger("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8", 16);
    private static final String X =
            "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020";
    private static final String Y =
            "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13";
    private static final String SM4_BLOCK = "0123456789ABCDEFFEDCBA9876543210";

    private KeyPair sm2;

    @Override
    protected void prepare() throws GeneralSecurityException {
        var curve = ECNamedCurveTable.getParameterSpec("sm2p256v1");
        KeyFactory factory = KeyFactory.getInstance("EC", Peers.BOUNCY_CASTLE);
        sm2 =
                new KeyPair(
                        factory.generatePublic(
                                new ECPublicKeySpec(
                                        curve.getCurve().decodePoint(hex("04" + X + Y)), curve)),
                        factory.generatePrivate(new ECPrivateKeySpec(D, curve)));
        kms().importForSigning("sign", sm2);
        kms().importForDecryption("decrypt", sm2);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** GB/T 32918.5-2017 annex A.2: the public key of the private key. */
    @Test
    void sm2PublicKey() {
        byte[] encoded = kms().publicKey("sign").getEncoded();
        assertThat(Arrays.copyOfRange(encoded, encoded.length - 65, encoded.length))
                .isEqualTo(hex("04" + X + Y));
    }

    /** GB/T 32918.5-2017 annex A.2: the signature of "message digest". */
    @Test
    void sm2Signature() throws Exception {
        byte[] value =
                new DERSequence(
                                new ASN1Encodable[] {
                                    integer(
                                            "F5A03B0648D2C4630EEAC513E1BB81A1"
                                                    + "5944DA3827D5B74143AC7EACEEE720B3"),
                                    integer(
                                            "B1B6AA29DF212FD8763182BC0D421CA1"
                                                    + "BB9038FD1F7F42D4840B69C485BBC1AA")
                                })
                        .getEncoded();
        Signature message = kms().signature("SM3withSM2");
        message.initVerify(kms().publicKey("sign"));
        message.update(ascii("message digest"));
        assertThat(message.verify(value)).isTrue();
        byte[] digest = hex("F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640");
        assertThat(Sm2Formula.digest(sm2, Sm2Formula.defaultUserId(), ascii("message digest")))
                .isEqualTo(digest);
        Signature ready = kms().signature("SM2DSA");
        ready.initVerify(kms().publicKey("sign"));
        ready.update(digest);
        assertThat(ready.verify(value)).isTrue();
        ready.initSign(kms().privateKey("sign"));
        ready.update(digest);
        byte[] own = ready.sign();
        message.update(ascii("message digest"));
        assertThat(message.verify(own)).isTrue();
    }

    private static ASN1Integer integer(String digits) {
        return new ASN1Integer(new BigInteger(digits, 16));
    }

    /** GB/T 32918.5-2017 annex C.2: the ciphertext of "encryption standard". */
    @Test
    void sm2Ciphertext() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("SM2");
        cipher.init(Cipher.DECRYPT_MODE, kms().handle("decrypt"));
        byte[] clear =
                cipher.doFinal(
                        hex(
                                "04"
                                        + "04EBFC718E8D1798620432268E77FEB6"
                                        + "415E2EDE0E073C0F4F640ECD2E149A73"
                                        + "E858F9D81E5430A57B36DAAB8F950A3C"
                                        + "64E6EE6A63094D99283AFF767E124DF0"
                                        + "59983C18F809E262923C53AEC295D303"
                                        + "83B54E39D609D160AFCB1908D0BD8766"
                                        + "21886CA989CA9C7D58087307CA93092D651EFA"));
        assertThat(clear).isEqualTo(ascii("encryption standard"));
    }

    private SecretKey sm4Key() {
        SecretKey key = (SecretKey) kms().handle("sm4");
        return key != null
                ? key
                : kms().importSecret("sm4", new SecretKeySpec(hex(SM4_BLOCK), "SM4"));
    }

    /** GB/T 32907-2016 annex A.1; counter mode with the block as its IV shows its encryption. */
    @Test
    void sm4Block() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("SM4/CTR/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, sm4Key(), new IvParameterSpec(hex(SM4_BLOCK)));
        assertThat(cipher.doFinal(new byte[16])).isEqualTo(hex("681EDF34D206965E86B3E94F536E4246"));
    }

    /** GB/T 32907-2016 annex A.2: encrypted a million times, by chaining zeros behind it. */
    @Test
    void sm4BlockAMillionTimes() throws GeneralSecurityException {
        byte[] message = Arrays.copyOf(hex(SM4_BLOCK), 16_000_000);
        Cipher cipher = kms().cipher("SM4/CBC/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, sm4Key(), new IvParameterSpec(new byte[16]));
        byte[] chained = cipher.doFinal(message);
        assertThat(Arrays.copyOfRange(chained, chained.length - 16, chained.length))
                .isEqualTo(hex("595298C7C6FD271F0402F804C33D3F66"));
    }

    /** RFC 8998 appendix A.1. */
    @Test
    void sm4Gcm() throws GeneralSecurityException {
        StringBuilder clear = new StringBuilder();
        for (String pair : "AA BB CC DD EE FF EE AA".split(" ")) {
            clear.append(pair.repeat(8));
        }
        Cipher cipher = kms().cipher("SM4/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                sm4Key(),
                new GCMParameterSpec(128, hex("00001234567800000000ABCD")));
        cipher.updateAAD(hex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"));
        assertThat(cipher.doFinal(hex(clear.toString())))
                .isEqualTo(
                        hex(
                                "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
                                        + "D82710CA5C22F0CCFA7CBF93D496AC15"
                                        + "A56834CBCF98C397B4024A2691233B8D"
                                        + "83DE3541E4C2B58177E065A9BF7B62EC"));
    }

    private String hmac(String algorithm, byte[] key, byte[] message)
            throws GeneralSecurityException {
        String alias = "example-" + algorithm + "-" + key.length + "-" + message.length;
        Mac mac = Mac.getInstance(algorithm, kms().provider());
        mac.init(kms().importSecret(alias.replace('/', '-'), new SecretKeySpec(key, algorithm)));
        return HexFormat.of().formatHex(mac.doFinal(message));
    }

    /** GM/T 0042-2015 annex D.3. */
    @Test
    void hmacOfSm3() throws GeneralSecurityException {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (i + 1);
        }
        String message = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".repeat(2);
        assertThat(hmac("HmacSM3", key, ascii(message)))
                .isEqualTo("ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a");
    }

    /** RFC 4231 test case 1. */
    @Test
    void hmacOfSha2() throws GeneralSecurityException {
        byte[] key = new byte[20];
        Arrays.fill(key, (byte) 0x0b);
        byte[] message = ascii("Hi There");
        assertThat(hmac("HmacSHA256", key, message))
                .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assertThat(hmac("HmacSHA224", key, message))
                .isEqualTo("896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22");
        assertThat(hmac("HmacSHA512", key, message))
                .isEqualTo(
                        "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                                + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854");
    }

    /** RFC 8032 section 7.1, tests 1 and 2. */
    @Test
    void ed25519() throws GeneralSecurityException {
        assertEd25519(
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        assertEd25519(
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    }

    private void assertEd25519(String seed, String publicKey, String message, String expected)
            throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("Ed25519", Peers.SUN_EC);
        // RFC 8410: the bare key behind its algorithm.
        KeyPair pair =
                new KeyPair(
                        factory.generatePublic(
                                new X509EncodedKeySpec(
                                        hex("302a300506032b6570032100" + publicKey))),
                        factory.generatePrivate(
                                new PKCS8EncodedKeySpec(
                                        hex("302e020100300506032b657004220420" + seed))));
        String alias = "ed25519-" + message.length();
        kms().importForSigning(alias, pair);
        Signature signature = kms().signature("Ed25519");
        signature.initSign(kms().privateKey(alias));
        signature.update(hex(message));
        assertThat(signature.sign()).isEqualTo(hex(expected));
    }
}
