package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.CryptoServicesRegistrar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.CmkSpec;
import org.kmsjca.DataKeySpec;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** The random that a program hands in, or sets for all of Bouncy Castle, reaches no secret. */
@Tag("once")
class CallersRandomTest extends SharedKms {
    private static final int RUNS = 3;
    private CallersRandom random;

    @Override
    protected void prepare() throws GeneralSecurityException {
        ServiceKeys.create(kms());
    }

    @BeforeEach
    void takeOverBouncyCastle() {
        random = new CallersRandom();
        // Bouncy Castle blinds coordinates by it, in addition to constant time; so it is not
        // counted.
        CryptoServicesRegistrar.setSecureRandom(new CallersRandom());
    }

    @AfterEach
    void giveBouncyCastleBack() {
        CryptoServicesRegistrar.setSecureRandom(null);
        assertThat(random.calls()).as("how often the caller's random was asked").isZero();
    }

    private Key handle(String service) {
        return kms().handle(ServiceKeys.alias(service));
    }

    static List<String> signatures() {
        return ServiceKeys.names("Signature");
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void noNonceIsTheCallers(String service) throws Exception {
        List<String> ofOneMessage = new ArrayList<>();
        List<BigInteger> nonces = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            ofOneMessage.add(HexFormat.of().formatHex(sign(service, 0)));
        }
        boolean deterministic =
                ServiceKeys.algorithm(service)
                        .matches(".*withRSA|RSA_PKCS1.*|Ed25519"); // by their standards
        assertThat(ofOneMessage.stream().distinct()).hasSize(deterministic ? 1 : RUNS);
        if (service.contains("ECDSA") || service.contains("SM2")) {
            for (int i = 0; i < RUNS; i++) {
                nonces.add(r(service, sign(service, i)));
            }
            assertThat(nonces).doesNotHaveDuplicates();
        }
    }

    private byte[] sign(String service, int message) throws GeneralSecurityException {
        String algorithm = ServiceKeys.algorithm(service);
        Signature signature = Signature.getInstance(algorithm, kms().provider());
        signature.initSign((PrivateKey) handle(service), random);
        if (algorithm.equals("RSASSA-PSS")) {
            signature.setParameter(
                    new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        }
        byte[] digest = new byte[32];
        digest[0] = (byte) (message + 1);
        signature.update(digest);
        return signature.sign();
    }

    private static BigInteger r(String service, byte[] signature) {
        return service.endsWith("P1363Format") || service.endsWith("PLAIN-ECDSA")
                ? new BigInteger(1, signature, 0, signature.length / 2)
                : new BigInteger(1, signature, 4, signature[3]);
    }

    static List<String> ciphers() {
        return ServiceKeys.names("Cipher");
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void noIvOrPaddingIsTheCallers(String service) throws Exception {
        List<String> ivs = new ArrayList<>();
        List<String> ciphertexts = new ArrayList<>();
        for (int overload = 0; overload < RUNS; overload++) {
            Cipher cipher = kms().cipher(ServiceKeys.algorithm(service));
            init(cipher, encryptionKey(service), overload);
            if (cipher.getIV() != null) {
                ivs.add(HexFormat.of().formatHex(cipher.getIV()));
            }
            ciphertexts.add(HexFormat.of().formatHex(cipher.doFinal(new byte[16])));
        }
        if (service.contains("/KW")) {
            assertThat(ciphertexts.stream().distinct()).hasSize(1); // by its standard
            return;
        }
        assertThat(ivs).doesNotHaveDuplicates();
        assertThat(ciphertexts).doesNotHaveDuplicates();
    }

    private Key encryptionKey(String service) {
        Key handle = handle(service);
        return handle instanceof SecretKey ? handle : kms().publicKey(ServiceKeys.alias(service));
    }

    private void init(Cipher cipher, Key key, int overload) throws GeneralSecurityException {
        switch (overload) {
            case 0 -> cipher.init(Cipher.ENCRYPT_MODE, key, random);
            case 1 -> cipher.init(Cipher.ENCRYPT_MODE, key, (AlgorithmParameterSpec) null, random);
            default -> cipher.init(Cipher.ENCRYPT_MODE, key, (AlgorithmParameters) null, random);
        }
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void noWrappedKeyIsUnderTheCallersRandom(String service) throws Exception {
        if (service.contains("Envelope") || service.contains("/KW")) {
            return; // encrypts data only; or has no random at all
        }
        SecretKey wrapped = new SecretKeySpec(new byte[16], "AES");
        List<String> ciphertexts = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            Cipher cipher = kms().cipher(ServiceKeys.algorithm(service));
            cipher.init(Cipher.WRAP_MODE, encryptionKey(service), random);
            ciphertexts.add(HexFormat.of().formatHex(cipher.wrap(wrapped)));
        }
        assertThat(ciphertexts).doesNotHaveDuplicates();
    }

    static List<String> agreements() {
        return ServiceKeys.names("KeyAgreement");
    }

    @ParameterizedTest
    @MethodSource("agreements")
    void agreementAsksNoRandom(String service) throws Exception {
        KeyAgreement agreement =
                KeyAgreement.getInstance(ServiceKeys.algorithm(service), kms().provider());
        agreement.init(handle(service), random);
        agreement.doPhase(TestKeys.pair(KeySpec.EC_P256).getPublic(), true);
        assertThat(agreement.generateSecret()).hasSize(32);
    }

    static List<String> keyGenerators() {
        return ServiceKeys.names("KeyGenerator");
    }

    @ParameterizedTest
    @MethodSource("keyGenerators")
    void noSecretKeyIsTheCallers(String service) throws Exception {
        String algorithm = ServiceKeys.algorithm(service);
        List<String> uses = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            KeyGenerator generator = KeyGenerator.getInstance(algorithm, kms().provider());
            if (i == 0) {
                generator.init(random);
            } else if (i == 1) {
                generator.init(spec(service).bits(), random);
            } else {
                generator.init(CmkSpec.of(spec(service)), random);
            }
            SecretKey key = generator.generateKey();
            uses.add(HexFormat.of().formatHex(use(key, key.getAlgorithm())));
        }
        assertThat(uses).doesNotHaveDuplicates();
    }

    /** What tells keys apart that cannot be read. */
    private byte[] use(SecretKey key, String algorithm) throws GeneralSecurityException {
        if (algorithm.startsWith("Hmac")) {
            Mac mac = Mac.getInstance(algorithm, kms().provider());
            mac.init(key);
            return mac.doFinal(new byte[16]);
        }
        Cipher cipher = kms().cipher(algorithm + "/CBC/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[16]));
        return cipher.doFinal(new byte[16]);
    }

    @ParameterizedTest
    @MethodSource("dataKeyAlgorithms")
    void noDataKeyIsTheCallers(String algorithm) throws Exception {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            KeyGenerator generator = KeyGenerator.getInstance(algorithm, kms().provider());
            generator.init(DataKeySpec.of(kms().keyId(ServiceKeys.alias("Cipher.CMK"))), random);
            byte[] key = generator.generateKey().getEncoded();
            assertThat(key).isNotEqualTo(constant(key.length));
            keys.add(HexFormat.of().formatHex(key));
        }
        assertThat(keys).doesNotHaveDuplicates();
    }

    static List<String> dataKeyAlgorithms() {
        return keyGenerators().stream().map(ServiceKeys::algorithm).toList();
    }

    private static byte[] constant(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x55);
        return bytes;
    }

    static List<String> keyPairGenerators() {
        return ServiceKeys.names("KeyPairGenerator");
    }

    @ParameterizedTest
    @MethodSource("keyPairGenerators")
    void noKeyPairIsTheCallers(String service) throws Exception {
        String algorithm = ServiceKeys.algorithm(service);
        KeySpec spec = spec(service);
        List<String> publicKeys = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, kms().provider());
            if (i == 0) {
                generator.initialize(CmkSpec.of(spec), random);
            } else {
                initialize(generator, spec);
            }
            byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
            publicKeys.add(HexFormat.of().formatHex(encoded));
        }
        assertThat(publicKeys).doesNotHaveDuplicates();
    }

    private void initialize(KeyPairGenerator generator, KeySpec spec)
            throws GeneralSecurityException {
        if (spec.keyAlgorithm().equals("ML-DSA")) {
            generator.initialize(new NamedParameterSpec(spec.parameterSet()), random);
        } else {
            generator.initialize(spec.bits(), random);
        }
    }

    /** What the generator of that service makes. */
    private static KeySpec spec(String service) {
        String algorithm = ServiceKeys.algorithm(service);
        return switch (algorithm) {
            case "AES" -> KeySpec.ALIYUN_AES_256;
            case "RSA" -> KeySpec.RSA_2048;
            case "EC" -> KeySpec.EC_P256;
            case "Ed25519" -> KeySpec.ED25519;
            default ->
                    Stream.of(KeySpec.values())
                            .filter(spec -> makes(algorithm, spec))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("say what makes " + service));
        };
    }

    private static boolean makes(String algorithm, KeySpec spec) {
        return spec.keyAlgorithm().equals(algorithm)
                || spec.parameterSet().equals(algorithm)
                || spec.toString().equals(algorithm);
    }
}
