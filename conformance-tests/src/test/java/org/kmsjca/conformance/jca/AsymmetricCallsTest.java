package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.jcajce.provider.asymmetric.util.ECUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kmsjca.AsymmetricCiphertext;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Plaintext;
import org.kmsjca.SignatureValue;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.Verification;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.conformance.support.OpenSsl;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.Sm2Formula;
import org.kmsjca.conformance.support.Sm2Peer;
import org.kmsjca.conformance.support.SoftHsmLacks;
import org.kmsjca.conformance.support.TestKeys;

/** AsymmetricSign, AsymmetricVerify, AsymmetricEncrypt and AsymmetricDecrypt. */
class AsymmetricCallsTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(100, 5);
    private static final WrappingAlgorithm OAEP = WrappingAlgorithm.RSAES_OAEP_SHA_256;

    @TempDir private Path directory;
    private KeyPair rsa;
    private KeyPair ec;
    private KeyPair k1;
    private KeyPair sm2;
    private KeyPair decrypting;

    @Override
    protected void prepare() {
        rsa = TestKeys.pair(KeySpec.RSA_2048);
        ec = TestKeys.newPair(KeySpec.EC_P256);
        k1 = TestKeys.newPair(KeySpec.EC_P256K);
        sm2 = TestKeys.newPair(KeySpec.EC_SM2);
        decrypting = TestKeys.newPair(KeySpec.RSA_2048);
        kms().importForSigning("rsa", rsa);
        kms().importForSigning("ec", ec);
        kms().importForSigning("k1", k1);
        kms().importForSigning("sm2", sm2);
        kms().importForDecryption("dec", decrypting);
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        kms().create("ed25519", KeySpec.ED25519);
    }

    private Kms api() {
        return kms().kms();
    }

    private KeyPair pair(String alias) {
        return switch (alias) {
            case "rsa" -> rsa;
            case "ec" -> ec;
            default -> k1;
        };
    }

    private static byte[] sha256(byte[] message) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(message);
    }

    private String versionOf(String alias) {
        return api().describeKey("alias/" + alias).versions().get(0).keyVersionId();
    }

    static KmsErrorCode codeOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        KmsException refusal = catchThrowableOfType(KmsException.class, call);
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal.code();
    }

    @ParameterizedTest
    @CsvSource({
        "RSA_PKCS1_SHA_256, SHA256withRSA, rsa",
        "RSA_PSS_SHA_256, SHA256withRSAandMGF1, rsa",
        "ECDSA_SHA_256, SHA256withECDSA, ec",
        "ECDSA_SHA_256, SHA256withECDSA, k1"
    })
    void bouncyCastleAndWeVerifyEachOther(
            SigningAlgorithm algorithm, String standardName, String alias) throws Exception {
        String key = "alias/" + alias;
        String version = versionOf(alias);
        byte[] digest = sha256(MESSAGE);
        SignatureValue named = api().asymmetricSign(key, version, algorithm, digest);
        SignatureValue first = api().asymmetricSign(key, algorithm, digest);
        for (SignatureValue ours : List.of(named, first)) {
            assertThat(ours.keyId()).isEqualTo(kms().keyId(alias));
            assertThat(ours.keyVersionId()).isEqualTo(version);
            Signature theirs = Signature.getInstance(standardName, Peers.BOUNCY_CASTLE);
            theirs.initVerify(pair(alias).getPublic());
            theirs.update(MESSAGE);
            assertThat(theirs.verify(ours.toByteArray())).isTrue();
        }
        Signature theirs = Signature.getInstance(standardName, Peers.BOUNCY_CASTLE);
        theirs.initSign(pair(alias).getPrivate());
        theirs.update(MESSAGE);
        byte[] value = theirs.sign();
        assertThat(api().asymmetricVerify(key, version, algorithm, digest, value))
                .isEqualTo(new Verification(kms().keyId(alias), version, true));
        assertThat(api().asymmetricVerify(key, algorithm, digest, value).valid()).isTrue();
        assertNotValid(key, algorithm, digest, value);
    }

    /** Whatever is wrong with it: not valid is an answer. */
    private void assertNotValid(
            String key, SigningAlgorithm algorithm, byte[] digest, byte[] value) {
        byte[] changed = value.clone();
        changed[changed.length - 1] ^= 1;
        byte[] otherDigest = digest.clone();
        otherDigest[0] ^= 1;
        assertThat(api().asymmetricVerify(key, algorithm, otherDigest, value).valid()).isFalse();
        for (byte[] wrong :
                List.of(
                        changed,
                        new byte[0],
                        new byte[1],
                        new byte[value.length],
                        new byte[5000],
                        Arrays.copyOf(value, value.length - 1),
                        Arrays.copyOf(value, value.length + 1))) {
            assertThat(api().asymmetricVerify(key, algorithm, digest, wrong).valid())
                    .as("%d bytes", wrong.length)
                    .isFalse();
        }
    }

    @SoftHsmLacks("SM2")
    @Test
    void sm2DsaTakesTheDigestWithTheSignersId() throws GeneralSecurityException {
        byte[] userId = Sm2Formula.defaultUserId();
        byte[] digest = Sm2Formula.digest(sm2, userId, MESSAGE);
        for (Sm2Peer peer : Sm2Peer.values()) {
            byte[] ours =
                    api().asymmetricSign("alias/sm2", SigningAlgorithm.SM2DSA, digest)
                            .toByteArray();
            assertThat(peer.verify(sm2, userId, MESSAGE, ours)).isTrue();
            byte[] theirs = peer.sign(sm2, userId, MESSAGE);
            assertThat(
                            api().asymmetricVerify(
                                            "alias/sm2", SigningAlgorithm.SM2DSA, digest, theirs)
                                    .valid())
                    .isTrue();
            assertNotValid("alias/sm2", SigningAlgorithm.SM2DSA, digest, theirs);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RSA_PKCS1_SHA_256, rsa, rsa_padding_mode:pkcs1",
        "RSA_PSS_SHA_256, rsa, rsa_padding_mode:pss",
        "ECDSA_SHA_256, ec, ''"
    })
    void opensslVerifiesTheSignature(SigningAlgorithm algorithm, String alias, String padding)
            throws Exception {
        OpenSsl openSsl = new OpenSsl(directory);
        openSsl.pem("public.pem", api().getPublicKey("alias/" + alias));
        byte[] digest = sha256(MESSAGE);
        openSsl.file("digest", digest);
        byte[] value = api().asymmetricSign("alias/" + alias, algorithm, digest).toByteArray();
        openSsl.file("value", value);
        assertThat(openSsl.succeeds(opensslVerify(padding))).isTrue();
        value[value.length - 1] ^= 1;
        openSsl.file("value", value);
        assertThat(openSsl.succeeds(opensslVerify(padding))).isFalse();
    }

    private static String[] opensslVerify(String padding) {
        var common =
                new String[] {
                    "pkeyutl",
                    "-verify",
                    "-pubin",
                    "-inkey",
                    "public.pem",
                    "-in",
                    "digest",
                    "-sigfile",
                    "value",
                    "-pkeyopt",
                    "digest:sha256"
                };
        if (padding.isEmpty()) {
            return common;
        }
        String[] all = Arrays.copyOf(common, common.length + 2);
        all[common.length] = "-pkeyopt";
        all[common.length + 1] = padding;
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "RSAES_OAEP_SHA_256, sha256, 190",
        "RSAES_OAEP_SHA_1, sha1, 214",
    })
    void opensslOpensWhatWeEncryptAndWeWhatItEncrypts(
            WrappingAlgorithm algorithm, String digest, int most) {
        OpenSsl openSsl = new OpenSsl(directory);
        openSsl.pem("private.pem", decrypting.getPrivate());
        openSsl.pem("public.pem", decrypting.getPublic());
        String version = versionOf("dec");
        for (int length : new int[] {0, 1, most}) {
            byte[] text = SymmetricCase.bytes(length, 3);
            AsymmetricCiphertext ours =
                    api().asymmetricEncrypt("alias/dec", version, algorithm, text);
            assertThat(ours.keyVersionId()).isEqualTo(version);
            assertThat(ours.keyId()).isEqualTo(kms().keyId("dec"));
            openSsl.file("ours", ours.toByteArray());
            openSsl.run(oaep("-decrypt", "private.pem", "ours", "clear", digest));
            assertThat(openSsl.read("clear")).isEqualTo(text);
            openSsl.file("text", text);
            openSsl.run(oaep("-encrypt", "public.pem", "text", "theirs", digest));
            Plaintext plaintext =
                    api().asymmetricDecrypt(
                                    "alias/dec", version, algorithm, openSsl.read("theirs"));
            assertThat(plaintext).isEqualTo(new Plaintext(kms().keyId("dec"), version, text));
        }
        assertThatThrownBy(
                        () -> api().asymmetricEncrypt("alias/dec", algorithm, new byte[most + 1]))
                .hasMessageStartingWith("InvalidParameter: AsymmetricEncrypt")
                .hasMessageContaining("at most " + most + " bytes");
    }

    private static String[] oaep(
            String direction, String key, String in, String out, String digest) {
        String[] command = {
            "pkeyutl",
            direction,
            "-inkey",
            key,
            "-in",
            in,
            "-out",
            out,
            "-pkeyopt",
            "rsa_padding_mode:oaep",
            "-pkeyopt",
            "rsa_oaep_md:" + digest,
            "-pkeyopt",
            "rsa_mgf1_md:" + digest
        };
        if (!key.startsWith("public")) {
            return command;
        }
        String[] all = Arrays.copyOf(command, command.length + 1);
        all[command.length] = "-pubin";
        return all;
    }

    @SoftHsmLacks("SM2")
    @Test
    void sm2PkeIsC1C3C2OfUpTo6047Bytes() throws Exception {
        KeyPair own = TestKeys.newPair(KeySpec.EC_SM2);
        kms().importForDecryption("sm2-dec", own);
        WrappingAlgorithm sm2Pke = WrappingAlgorithm.SM2PKE;
        byte[] text = SymmetricCase.bytes(6047, 3);
        byte[] ours = api().asymmetricEncrypt("alias/sm2-dec", sm2Pke, text).toByteArray();
        assertThat(ours).hasSize(6144);
        assertThat(bouncyCastle(own, false, ours)).isEqualTo(text);
        byte[] theirs = bouncyCastle(own, true, MESSAGE);
        assertThat(api().asymmetricDecrypt("alias/sm2-dec", sm2Pke, theirs).toByteArray())
                .isEqualTo(MESSAGE);
        assertThat(api().asymmetricDecrypt("alias/sm2-dec", sm2Pke, ours).toByteArray())
                .isEqualTo(text);
        assertThat(codeOf(() -> api().asymmetricEncrypt("alias/sm2-dec", sm2Pke, new byte[6048])))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        assertThat(codeOf(() -> api().asymmetricEncrypt("alias/sm2-dec", sm2Pke, new byte[0])))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        assertThat(codeOf(() -> api().asymmetricDecrypt("alias/sm2-dec", OAEP, ours)))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
    }

    private static byte[] bouncyCastle(KeyPair pair, boolean encrypting, byte[] input)
            throws Exception {
        var engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
        engine.init(
                encrypting,
                encrypting
                        ? new ParametersWithRandom(
                                ECUtil.generatePublicKeyParameter(pair.getPublic()))
                        : ECUtil.generatePrivateKeyParameter(pair.getPrivate()));
        return engine.processBlock(input, 0, input.length);
    }

    @Test
    void damagedCiphertextIsRefused() {
        byte[] ciphertext = api().asymmetricEncrypt("alias/dec", OAEP, MESSAGE).toByteArray();
        ciphertext[200] ^= 1;
        for (byte[] wrong : List.of(ciphertext, new byte[0], new byte[255], new byte[257])) {
            assertThat(codeOf(() -> api().asymmetricDecrypt("alias/dec", OAEP, wrong)))
                    .as("%d bytes", wrong.length)
                    .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        }
    }

    @Test
    void wrongLengthOfTheDigestIsRefusedWithTheNameThatHashes() {
        for (int length : new int[] {0, 20, 31, 33, 48, 6000}) {
            assertThatThrownBy(
                            () ->
                                    api().asymmetricSign(
                                                    "alias/rsa",
                                                    SigningAlgorithm.RSA_PSS_SHA_256,
                                                    new byte[length]))
                    .hasMessageStartingWith("InvalidParameter: AsymmetricSign")
                    .hasMessageContaining("not " + length)
                    .hasMessageContaining("SHA256withRSAandMGF1");
            assertThat(
                            codeOf(
                                    () ->
                                            api().asymmetricVerify(
                                                            "alias/ec",
                                                            SigningAlgorithm.ECDSA_SHA_256,
                                                            new byte[length],
                                                            new byte[70])))
                    .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        }
    }

    @Test
    void algorithmOfAnotherKeySpecIsRefused() {
        byte[] digest = new byte[32];
        assertThatThrownBy(
                        () ->
                                api().asymmetricSign(
                                                "alias/rsa",
                                                SigningAlgorithm.ECDSA_SHA_256,
                                                digest))
                .hasMessageStartingWith("InvalidParameter")
                .hasMessageContaining("RSA_PSS_SHA_256 or RSA_PKCS1_SHA_256");
        assertThatThrownBy(() -> api().asymmetricSign("alias/ec", SigningAlgorithm.SM2DSA, digest))
                .hasMessageStartingWith("InvalidParameter")
                .hasMessageContaining("use ECDSA_SHA_256");
        for (WrappingAlgorithm algorithm :
                List.of(
                        WrappingAlgorithm.SM2PKE,
                        WrappingAlgorithm.RSAES_PKCS1_V1_5,
                        WrappingAlgorithm.RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD)) {
            assertThat(codeOf(() -> api().asymmetricEncrypt("alias/dec", algorithm, digest)))
                    .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
            assertThat(codeOf(() -> api().asymmetricDecrypt("alias/dec", algorithm, new byte[256])))
                    .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        }
        assertThatThrownBy(
                        () ->
                                api().asymmetricSign(
                                                "alias/ed25519",
                                                SigningAlgorithm.ECDSA_SHA_256,
                                                digest))
                .hasMessageStartingWith("UnsupportedOperation")
                .hasMessageContaining("Signature Ed25519");
    }

    @Test
    void usageOfTheKeyIsKept() {
        byte[] digest = new byte[32];
        SigningAlgorithm pss = SigningAlgorithm.RSA_PSS_SHA_256;
        KmsErrorCode rejected = KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION;
        assertThat(codeOf(() -> api().asymmetricSign("alias/dec", pss, digest)))
                .isEqualTo(rejected);
        assertThat(codeOf(() -> api().asymmetricVerify("alias/dec", pss, digest, new byte[256])))
                .isEqualTo(rejected);
        assertThat(codeOf(() -> api().asymmetricEncrypt("alias/rsa", OAEP, digest)))
                .isEqualTo(rejected);
        assertThat(codeOf(() -> api().asymmetricDecrypt("alias/rsa", OAEP, new byte[256])))
                .isEqualTo(rejected);
        assertThat(codeOf(() -> api().asymmetricEncrypt("alias/aes", OAEP, digest)))
                .isEqualTo(rejected);
        assertThat(codeOf(() -> api().asymmetricSign("alias/aes", pss, digest)))
                .isEqualTo(rejected);
    }

    @Test
    void namesThatAreNoneAreRefused() {
        byte[] digest = new byte[32];
        SigningAlgorithm pss = SigningAlgorithm.RSA_PSS_SHA_256;
        assertThat(codeOf(() -> api().asymmetricSign("alias/rsa", "no-version", pss, digest)))
                .isEqualTo(KmsErrorCode.KEY_VERSION_NOT_FOUND);
        String versionOfAnother = versionOf("ec");
        assertThat(codeOf(() -> api().asymmetricSign("alias/rsa", versionOfAnother, pss, digest)))
                .isEqualTo(KmsErrorCode.KEY_VERSION_NOT_FOUND);
        assertThat(codeOf(() -> api().asymmetricSign("alias/none", pss, digest)))
                .isEqualTo(KmsErrorCode.ALIAS_NOT_FOUND);
        assertThat(codeOf(() -> api().asymmetricSign("none", pss, digest)))
                .isEqualTo(KmsErrorCode.KEY_NOT_FOUND);
    }

    @Test
    void plaintextIsWipedAndNeverShown() {
        Plaintext plaintext = new Plaintext("key", "version", new byte[] {104, 105});
        assertThat(plaintext.toString())
                .isEqualTo("Plaintext[keyId=key, keyVersionId=version, 2 bytes]");
        plaintext.toByteArray()[0] = 0;
        assertThat(plaintext.toByteArray()).containsExactly(104, 105);
        plaintext.destroy();
        assertThat(plaintext.isDestroyed()).isTrue();
        assertThatThrownBy(plaintext::toByteArray).isInstanceOf(IllegalStateException.class);
    }
}
