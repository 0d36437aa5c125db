package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.Sm2CipherSpec;
import org.kmsjca.Sm2ParameterSpec;
import org.kmsjca.conformance.support.OpenSsl;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.Sm2Formula;
import org.kmsjca.conformance.support.SoftHsmLacks;
import org.kmsjca.conformance.support.TestKeys;

/** The SM family both ways with the command openssl. */
@SoftHsmLacks("the SM family")
class OpenSslTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(1000, 9);

    private KeyPair sm2;
    private SecretKey sm4;
    private SecretKey hmac;
    private OpenSsl openSsl;

    @Override
    protected void prepare() {
        sm2 = TestKeys.newPair(KeySpec.EC_SM2);
        sm4 = TestKeys.newSecret(KeySpec.ALIYUN_SM4);
        hmac = TestKeys.newSecret(KeySpec.HMAC_SM3);
        kms().importForSigning("sign", sm2);
        kms().importForDecryption("decrypt", sm2);
        kms().importSecret("sm4", sm4);
        kms().importSecret("hmac", hmac);
    }

    @BeforeEach
    void findOpenSsl(@TempDir Path directory) {
        openSsl = new OpenSsl(directory);
        openSsl.requireSmFamily();
        openSsl.pem("private.pem", sm2.getPrivate());
        openSsl.pem("public.pem", kms().publicKey("sign"));
        openSsl.file("message", MESSAGE);
    }

    private Signature signature(String userId) throws GeneralSecurityException {
        Signature signature = kms().signature("SM3withSM2");
        signature.setParameter(new Sm2ParameterSpec(bytes(userId)));
        return signature;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(strings = {Sm2Formula.DEFAULT_USER_ID, "ALICE123@YAHOO.COM"})
    void sm2SignaturesOfMessages(String userId) throws GeneralSecurityException {
        String id = "distid:" + userId;
        Signature signature = signature(userId);
        signature.initSign(kms().privateKey("sign"));
        signature.update(MESSAGE);
        openSsl.file("ours", signature.sign());
        openSsl.run(
                "dgst",
                "-sm3",
                "-verify",
                "public.pem",
                "-sigopt",
                id,
                "-signature",
                "ours",
                "message");
        assertThat(
                        openSsl.succeeds(
                                "dgst",
                                "-sm3",
                                "-verify",
                                "public.pem",
                                "-sigopt",
                                "distid:another",
                                "-signature",
                                "ours",
                                "message"))
                .isFalse();
        openSsl.run(
                "dgst", "-sm3", "-sign", "private.pem", "-sigopt", id, "-out", "theirs", "message");
        signature.initVerify(kms().publicKey("sign"));
        signature.update(MESSAGE);
        assertThat(signature.verify(openSsl.read("theirs"))).isTrue();
    }

    /** pkeyutl without -rawin signs the 32 bytes that it is given. */
    @Test
    void sm2SignaturesOfDigests() throws GeneralSecurityException {
        byte[] digest = Sm2Formula.digest(sm2, Sm2Formula.defaultUserId(), MESSAGE);
        openSsl.file("digest", digest);
        Signature signature = kms().signature("SM2DSA");
        signature.initSign(kms().privateKey("sign"));
        signature.update(digest);
        openSsl.file("ours", signature.sign());
        openSsl.run(
                "pkeyutl",
                "-verify",
                "-pubin",
                "-inkey",
                "public.pem",
                "-in",
                "digest",
                "-sigfile",
                "ours");
        openSsl.run("pkeyutl", "-sign", "-inkey", "private.pem", "-in", "digest", "-out", "theirs");
        signature.initVerify(kms().publicKey("sign"));
        signature.update(digest);
        assertThat(signature.verify(openSsl.read("theirs"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 33, 200, 1000})
    void sm2Ciphertexts(int length) throws GeneralSecurityException {
        byte[] message = SymmetricCase.bytes(length, length);
        Cipher cipher = kms().cipher("SM2");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                kms().publicKey("decrypt"),
                new Sm2CipherSpec(Sm2CipherSpec.Format.ASN1));
        openSsl.file("ours", cipher.doFinal(message));
        openSsl.run("pkeyutl", "-decrypt", "-inkey", "private.pem", "-in", "ours", "-out", "clear");
        assertThat(openSsl.read("clear")).isEqualTo(message);
        openSsl.file("clear", message);
        openSsl.run(
                "pkeyutl",
                "-encrypt",
                "-pubin",
                "-inkey",
                "public.pem",
                "-in",
                "clear",
                "-out",
                "theirs");
        cipher.init(Cipher.DECRYPT_MODE, kms().handle("decrypt"));
        assertThat(cipher.doFinal(openSsl.read("theirs"))).isEqualTo(message);
    }

    static List<String> sm4() {
        return List.of("SM4/CBC/PKCS5Padding", "SM4/CBC/NoPadding", "SM4/CTR/NoPadding");
    }

    @ParameterizedTest
    @MethodSource("sm4")
    void sm4Ciphertexts(String transformation) throws GeneralSecurityException {
        SymmetricCase test = new SymmetricCase(transformation, 128);
        for (int wanted : new int[] {0, 1, 16, 100, 4096, 100_000}) {
            byte[] message = SymmetricCase.bytes(test.fit(wanted), wanted);
            byte[] iv = SymmetricCase.bytes(16, wanted + 1L);
            openSsl.file("clear", message);
            openSsl.run(enc(test, iv, "-e", "clear", "theirs"));
            Cipher cipher = kms().cipher(transformation);
            cipher.init(Cipher.ENCRYPT_MODE, kms().handle("sm4"), new IvParameterSpec(iv));
            byte[] ours = cipher.doFinal(message);
            assertThat(ours).isEqualTo(openSsl.read("theirs"));
            openSsl.file("ours", ours);
            openSsl.run(enc(test, iv, "-d", "ours", "back"));
            assertThat(openSsl.read("back")).isEqualTo(message);
        }
    }

    private String[] enc(SymmetricCase test, byte[] iv, String way, String in, String out) {
        HexFormat hex = HexFormat.of();
        List<String> command = new ArrayList<>(List.of("enc"));
        command.add(test.mode().equals("CTR") ? "-sm4-ctr" : "-sm4-cbc");
        command.addAll(List.of(way, "-in", in, "-out", out));
        command.addAll(List.of("-K", hex.formatHex(sm4.getEncoded()), "-iv", hex.formatHex(iv)));
        if (test.transformation().equals("SM4/CBC/NoPadding")) {
            command.add("-nopad");
        }
        return command.toArray(new String[0]);
    }

    @Test
    void hmacOfSm3() throws GeneralSecurityException {
        String told =
                openSsl.run(
                        "dgst",
                        "-sm3",
                        "-mac",
                        "HMAC",
                        "-macopt",
                        "hexkey:" + HexFormat.of().formatHex(hmac.getEncoded()),
                        "message");
        Mac mac = Mac.getInstance("HmacSM3", kms().provider());
        mac.init(kms().handle("hmac"));
        assertThat(told.strip()).endsWith("= " + HexFormat.of().formatHex(mac.doFinal(MESSAGE)));
    }
}
