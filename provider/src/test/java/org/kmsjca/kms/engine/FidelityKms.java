package org.kmsjca.kms.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.KmsCall;

/** A KMS on an empty home, whose clock the test moves. */
final class FidelityKms implements AutoCloseable {
    static final EncryptionContext NONE = EncryptionContext.empty();
    static final byte[] MATERIAL =
            "thirty-two bytes of key material".substring(0, 32).getBytes(UTF_8);
    private static final OAEPParameterSpec OAEP_SHA_256 =
            new OAEPParameterSpec(
                    "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

    final TestClock clock = new TestClock();
    private final Path home;
    private KmsEngine engine;

    FidelityKms(Path home) {
        this.home = home;
        this.engine = opened("");
    }

    private KmsEngine opened(String more) {
        String settings = "home=" + home + "\nroot=keyfile\n" + more + "\n";
        return EngineFactory.open(
                Configuration.read(new StringReader(settings), "test", home), clock, null);
    }

    KmsEngine engine() {
        return engine;
    }

    /** From now on somebody else calls. */
    void callAs(String caller) {
        configure("caller=" + caller);
    }

    /** From now on these settings hold, too. */
    void configure(String settings) {
        engine.close();
        engine = opened(settings);
    }

    @Override
    public void close() {
        engine.close();
    }

    String create(KeySpec spec) {
        return engine.creations().createKey(CmkSpec.of(spec)).keyId();
    }

    String aes() {
        return create(KeySpec.ALIYUN_AES_256);
    }

    /** A CMK of Origin EXTERNAL without material. */
    String external(KeySpec spec) {
        return engine.creations()
                .createKey(CmkSpec.builder(spec).origin(Origin.EXTERNAL).build())
                .keyId();
    }

    /** A CMK with imported material. */
    String imported() throws Exception {
        String keyId = external(KeySpec.ALIYUN_AES_256);
        importMaterial(keyId, MATERIAL, null);
        return keyId;
    }

    void importMaterial(String keyId, byte[] material, Duration life) throws Exception {
        ImportParameters parameters = parameters(keyId);
        engine.imports()
                .importMaterial(
                        keyId,
                        oaep(parameters.publicKey(), material),
                        parameters.importToken(),
                        life == null ? null : clock.instant().plus(life));
    }

    ImportParameters parameters(String keyId) {
        return engine.imports()
                .parameters(keyId, KeySpec.RSA_2048, WrappingAlgorithm.RSAES_OAEP_SHA_256);
    }

    static byte[] oaep(PublicKey key, byte[] clear) throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
        cipher.init(Cipher.ENCRYPT_MODE, key, OAEP_SHA_256);
        return cipher.doFinal(clear);
    }

    CmkMetadata describe(String keyId) {
        return engine.keys().describe(keyId);
    }

    String state(String keyId) {
        return describe(keyId).keyState().toString();
    }

    CiphertextBlob encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
        return engine.encryption().encrypt(KmsCall.ENCRYPT, keyId, plaintext, context);
    }

    byte[] decrypt(CiphertextBlob blob, EncryptionContext context) {
        return engine.encryption()
                .decrypt(KmsCall.DECRYPT, null, blob.toByteArray(), context)
                .plaintext();
    }

    static byte[] base64(byte[] bytes) {
        return Base64.getEncoder().encode(bytes);
    }

    /** Days go by, and this KMS believes it. */
    void passDays(int days) {
        clock.pass(Duration.ofDays(days), engine);
    }

    /** A call is refused with that code of the KMS. */
    static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KmsException.class, e -> assertThat(e.code().code()).isEqualTo(code));
    }

    /** A call is refused with that code of the KMS and that HTTP status. */
    static void refused(String code, int status, ThrowingCallable call) {
        refused(code, call);
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code().httpStatus()).isEqualTo(status));
    }

    static Optional<Duration> days(int days) {
        return Optional.of(Duration.ofDays(days));
    }
}
