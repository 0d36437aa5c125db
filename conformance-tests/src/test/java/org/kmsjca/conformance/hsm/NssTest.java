package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.TestKeys;

/**
 * A second, independent module: NSS softokn, which has other codes for the same things. It says too
 * small a size of GCM ciphertexts, which a module before it corrects.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NssTest {
    private static final String HINT =
            "the tests of protection level HSM need NSS: apt-get install libnss3 libnss3-tools (or"
                    + " bash .ci/setup test)";
    private static final String PIN = "Test-1234";

    private Shim shim;
    private KmsUnderTest kms;

    @BeforeAll
    void open(@TempDir Path directory) throws IOException, InterruptedException {
        Path database = Files.createDirectories(directory.resolve("db"));
        Path pin = Files.writeString(directory.resolve("pin"), PIN + "\n");
        List<String> command = new ArrayList<>(List.of("certutil", "-N", "-d"));
        command.addAll(List.of("sql:" + database, "-f", pin.toString()));
        try {
            Process certutil = new ProcessBuilder(command).inheritIO().start();
            assertThat(certutil.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(certutil.exitValue()).as(HINT).isZero();
        } catch (IOException e) {
            throw new AssertionError(HINT, e);
        }
        shim = Shim.compile(directory, library(), "-DROOM=16");
        kms =
                HsmKms.open(
                        directory,
                        "hsm.module=" + shim.library(),
                        "hsm.token=kmsnss",
                        "hsm.pin=file:" + pin,
                        "hsm.initialize.parameters=configdir='sql:"
                                + database
                                + "' certPrefix='' keyPrefix='' secmod='secmod.db' flags="
                                + " dbTokenDescription='kmsnss' minPS=0");
    }

    private static Path library() {
        return Stream.of(
                        "/usr/lib/x86_64-linux-gnu/libsoftokn3.so",
                        "/usr/lib/x86_64-linux-gnu/nss/libsoftokn3.so",
                        "/usr/lib/aarch64-linux-gnu/libsoftokn3.so",
                        "/usr/lib64/libsoftokn3.so")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError(HINT));
    }

    @AfterAll
    void close() {
        kms.close();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = "LONG_GCM_ENCRYPTION") // NSS has no GCM in parts
    void operationsWorkAlsoAfterALogout(Operation operation) throws GeneralSecurityException {
        Operation.Handle handle = operation.create(kms);
        operation.run(kms, handle);
        if (operation == Operation.HMAC) {
            return; // C_SignInit after a logout jumps to nowhere in NSS 3.87: the JVM dies
        }
        String first =
                switch (operation) {
                    case ECDSA, RSA_SIGNATURE, HMAC -> "SignInit";
                    case RSA_DECRYPTION, GCM_DECRYPTION -> "DecryptInit";
                    default -> "EncryptInit";
                };
        shim.on(first).logoutBefore();
        operation.run(kms, handle);
        shim.on(first).closeAllSessionsBefore();
        operation.run(kms, handle);
        assertThat(shim.calls("Finalize")).as("sessions alone were lost").isZero();
    }

    @Test
    void forgedCiphertextsAreBadTagsAndBadPaddings() throws Exception {
        kms.create("forged", KeySpec.ALIYUN_AES_128);
        Cipher gcm = kms.cipher("AES/GCM/NoPadding");
        gcm.init(
                Cipher.DECRYPT_MODE, kms.handle("forged"), new GCMParameterSpec(128, new byte[12]));
        assertThatThrownBy(() -> gcm.doFinal(new byte[40])).isInstanceOf(AEADBadTagException.class);
        kms.create("oaep", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
        Cipher oaep = kms.cipher("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        oaep.init(Cipher.DECRYPT_MODE, kms.handle("oaep"));
        assertThatThrownBy(() -> oaep.doFinal(new byte[256]))
                .isInstanceOf(BadPaddingException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"RSAES_OAEP_SHA_256", "RSAES_OAEP_SHA_1", "RSAES_PKCS1_V1_5"})
    void materialIsUnwrappedInTheTokenAndOtherLengthsAreRefused(WrappingAlgorithm algorithm)
            throws Exception {
        OwnMaterial own =
                OwnMaterial.of(
                        kms,
                        "own-" + algorithm.name(),
                        KeySpec.ALIYUN_AES_256,
                        KeySpec.RSA_2048,
                        algorithm);
        own.assertInside();
        for (int length : new int[] {0, 16, 24, 31, 33, 64}) {
            byte[] wrapped = own.wrap(OwnMaterial.clear(length));
            assertThat(own.refusal(wrapped, own.parameters().importToken()))
                    .as("%d bytes", length)
                    .isEqualTo(KmsErrorCode.INVALID_KEY_MATERIAL);
        }
        byte[] clear = OwnMaterial.clear(32);
        own.bring(clear);
        assertThat(own.roadOf(clear)).contains("in clear only there");
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256})
    void importedAesKeyAgreesWithTheJdk(int bits) throws GeneralSecurityException {
        SecretKey clear = TestKeys.aes(bits);
        SecretKey handle = kms.importSecret("imported-" + bits, clear);
        Cipher ours = kms.cipher("AES/CTR/NoPadding");
        ours.init(Cipher.ENCRYPT_MODE, handle);
        byte[] encrypted = ours.doFinal(new byte[100]);
        Cipher sun = Cipher.getInstance("AES/CTR/NoPadding", Peers.SUN_JCE);
        sun.init(Cipher.DECRYPT_MODE, clear, ours.getParameters());
        assertThat(sun.doFinal(encrypted)).isEqualTo(new byte[100]);
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "EC_P256"})
    void importedKeyPairSigns(KeySpec spec) throws GeneralSecurityException {
        KeyPair pair = TestKeys.pair(spec);
        String alias = "pair-" + spec;
        kms.importForSigning(alias, pair);
        Operation operation = spec == KeySpec.EC_P256 ? Operation.ECDSA : Operation.RSA_SIGNATURE;
        operation.run(kms, Operation.Handle.of(kms, alias));
    }

    @Test
    void curvesThatItLacksAreRefused() {
        assertThatThrownBy(() -> kms.create("k1", KeySpec.EC_P256K))
                .hasMessageContaining("CKR_DOMAIN_PARAMS_INVALID");
    }
}
