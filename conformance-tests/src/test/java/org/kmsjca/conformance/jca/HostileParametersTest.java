package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/**
 * Parameters of a caller's own classes, whose getters give at each call what they like: each is
 * asked once, and what is wrong is refused with the JCA's exceptions.
 */
class HostileParametersTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(100, 4);

    @Override
    protected void prepare() throws GeneralSecurityException {
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        kms().create("sm4", KeySpec.ALIYUN_SM4);
        kms().create("rsa", KeySpec.RSA_2048, KeyUsage.SIGN_VERIFY);
        kms().create("decrypt", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
        kms().create("agree", KeySpec.EC_P256, KeyUsage.KEY_AGREEMENT);
    }

    /** What a getter gives, one after the other; the last again and again. */
    private static final class Answers {
        private final List<Object> left;

        Answers(Object... answers) {
            left = new ArrayList<>(Arrays.asList(answers));
        }

        Object next() {
            return left.size() > 1 ? left.remove(0) : left.get(0);
        }
    }

    /** PSS parameters that change. */
    private static final class Pss extends PSSParameterSpec {
        private final String name;
        private final Answers digest;
        private final Answers salt;
        private final Answers mask;

        Pss(String name, Answers digest, Answers salt, Answers mask) {
            super("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);
            this.name = name;
            this.digest = digest;
            this.salt = salt;
            this.mask = mask;
        }

        @Override
        public String getDigestAlgorithm() {
            return (String) digest.next();
        }

        @Override
        public int getSaltLength() {
            return (Integer) salt.next();
        }

        @Override
        public AlgorithmParameterSpec getMGFParameters() {
            return (AlgorithmParameterSpec) mask.next();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Pss salt(Integer... lengths) {
        return new Pss(
                "salt " + List.of(lengths),
                new Answers("SHA-256"),
                new Answers((Object[]) lengths),
                new Answers(MGF1ParameterSpec.SHA256));
    }

    private static Pss digest(String... names) {
        return new Pss(
                "digest " + List.of(names),
                new Answers((Object[]) names),
                new Answers(32),
                new Answers(MGF1ParameterSpec.SHA256));
    }

    private static Pss mask(AlgorithmParameterSpec... specs) {
        return new Pss(
                "mask", new Answers("SHA-256"), new Answers(32), new Answers((Object[]) specs));
    }

    private static MGF1ParameterSpec mask(String... names) {
        var answers = new Answers((Object[]) names);
        return new MGF1ParameterSpec("SHA-256") {
            @Override
            public String getDigestAlgorithm() {
                return (String) answers.next();
            }
        };
    }

    static Stream<Pss> changingPss() {
        return Stream.of(
                salt(32, 1 << 30),
                salt(32, -1),
                salt(32, Integer.MAX_VALUE),
                digest("SHA-256", "SHA-1"),
                digest("SHA-256", "SHA-512"),
                digest("SHA-256", "none"),
                mask(MGF1ParameterSpec.SHA256, mask("none")),
                mask(mask("SHA-256", "SHA-1")),
                mask(mask("SHA-256", "none")));
    }

    /** The first answers count: SHA-256 and 32 bytes, as the JDK then verifies. */
    @ParameterizedTest
    @MethodSource("changingPss")
    void signatureIsOfTheParametersThatWereChecked(Pss changing) throws GeneralSecurityException {
        Signature signature = kms().signature("RSASSA-PSS");
        signature.setParameter(changing);
        signature.initSign(kms().privateKey("rsa"));
        signature.update(MESSAGE);
        byte[] value = signature.sign();
        Signature peer = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
        peer.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        peer.initVerify(kms().publicKey("rsa"));
        peer.update(MESSAGE);
        assertThat(peer.verify(value)).isTrue();
        assertThat(signature.getParameters().getParameterSpec(PSSParameterSpec.class))
                .hasToString(
                        peer.getParameters().getParameterSpec(PSSParameterSpec.class).toString());
    }

    static Stream<Pss> wrongPss() {
        return Stream.of(
                salt(-1),
                salt(Integer.MIN_VALUE),
                salt(1 << 30),
                salt(Integer.MAX_VALUE),
                salt(223),
                new Pss("no digest", new Answers((Object) null), new Answers(32), new Answers("")),
                mask(mask("none")),
                mask(new ECGenParameterSpec("secp256r1")));
    }

    @ParameterizedTest
    @MethodSource("wrongPss")
    void wrongPssParametersAreRefused(Pss wrong) throws GeneralSecurityException {
        Signature signing = kms().signature("RSASSA-PSS");
        signing.initSign(kms().privateKey("rsa"));
        assertThatThrownBy(() -> signing.setParameter(wrong))
                .isExactlyInstanceOf(InvalidAlgorithmParameterException.class);
        Signature verifying = kms().signature("RSASSA-PSS");
        verifying.initVerify(kms().publicKey("rsa"));
        assertThatThrownBy(() -> verifying.setParameter(wrong))
                .isExactlyInstanceOf(InvalidAlgorithmParameterException.class);
        Signature first = kms().signature("RSASSA-PSS");
        Throwable failure =
                catchThrowable(
                        () -> {
                            first.setParameter(wrong);
                            first.initSign(kms().privateKey("rsa"));
                        });
        assertThat(failure)
                .isInstanceOfAny(
                        InvalidAlgorithmParameterException.class, InvalidKeyException.class);
    }

    private static OAEPParameterSpec oaep(String[] digests, PSource... sources) {
        var digest = new Answers((Object[]) digests);
        var source = new Answers((Object[]) sources);
        return new OAEPParameterSpec(
                "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT) {
            @Override
            public String getDigestAlgorithm() {
                return (String) digest.next();
            }

            @Override
            public PSource getPSource() {
                return (PSource) source.next();
            }
        };
    }

    @Test
    void oaepIsOfTheParametersThatWereChecked() throws GeneralSecurityException {
        String[] digests = {"SHA-256", "none", null};
        byte[] label = {1, 2};
        Cipher encryptor = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
        encryptor.init(
                Cipher.ENCRYPT_MODE,
                kms().publicKey("decrypt"),
                new OAEPParameterSpec(
                        "SHA-256",
                        "MGF1",
                        MGF1ParameterSpec.SHA256,
                        new PSource.PSpecified(label)));
        byte[] ciphertext = encryptor.doFinal(MESSAGE);
        Cipher cipher = kms().cipher("RSA/ECB/OAEPPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                kms().handle("decrypt"),
                oaep(digests, new PSource.PSpecified(label), PSource.PSpecified.DEFAULT, null));
        assertThat(cipher.doFinal(ciphertext)).isEqualTo(MESSAGE);
    }

    static Stream<OAEPParameterSpec> wrongOaep() {
        String[] right = {"SHA-256"};
        return Stream.of(
                oaep(new String[] {null}, PSource.PSpecified.DEFAULT),
                oaep(new String[] {"none"}, PSource.PSpecified.DEFAULT),
                oaep(right, (PSource) null));
    }

    @ParameterizedTest
    @MethodSource("wrongOaep")
    void wrongOaepParametersAreRefused(OAEPParameterSpec wrong) throws GeneralSecurityException {
        Cipher cipher = kms().cipher("RSA/ECB/OAEPPadding");
        Map<Integer, Key> keys =
                Map.of(
                        Cipher.DECRYPT_MODE, kms().handle("decrypt"),
                        Cipher.ENCRYPT_MODE, kms().publicKey("decrypt"));
        keys.forEach(
                (mode, key) ->
                        assertThatThrownBy(() -> cipher.init(mode, key, wrong))
                                .isExactlyInstanceOf(InvalidAlgorithmParameterException.class));
    }

    private static AlgorithmParameterSpec iv(boolean gcm, byte[]... ivs) {
        var answers = new Answers((Object[]) ivs);
        if (gcm) {
            return new GCMParameterSpec(128, new byte[12]) {
                @Override
                public byte[] getIV() {
                    return (byte[]) answers.next();
                }
            };
        }
        return new IvParameterSpec(new byte[16]) {
            @Override
            public byte[] getIV() {
                return (byte[]) answers.next();
            }
        };
    }

    static Stream<String> transformations() {
        return Stream.of("AES", "SM4")
                .flatMap(
                        name ->
                                Stream.of("GCM/NoPadding", "CTR/NoPadding", "CBC/PKCS5Padding")
                                        .map(mode -> name + "/" + mode));
    }

    @ParameterizedTest
    @MethodSource("transformations")
    void ivIsReadOnce(String transformation) throws GeneralSecurityException {
        boolean gcm = transformation.contains("GCM");
        Key key = kms().handle(transformation.startsWith("AES") ? "aes" : "sm4");
        byte[] first = SymmetricCase.bytes(gcm ? 12 : 16, 5);
        Cipher cipher = kms().cipher(transformation);
        cipher.init(Cipher.ENCRYPT_MODE, key, iv(gcm, first, new byte[3], null));
        byte[] ciphertext = cipher.doFinal(MESSAGE);
        assertThat(cipher.getIV()).isEqualTo(first);
        cipher.init(
                Cipher.DECRYPT_MODE,
                key,
                gcm ? new GCMParameterSpec(128, first) : new IvParameterSpec(first));
        assertThat(cipher.doFinal(ciphertext)).isEqualTo(MESSAGE);
        for (int mode : new int[] {Cipher.ENCRYPT_MODE, Cipher.DECRYPT_MODE}) {
            assertThatThrownBy(() -> cipher.init(mode, key, iv(gcm, (byte[]) null)))
                    .isExactlyInstanceOf(InvalidAlgorithmParameterException.class);
        }
        AlgorithmParameters unset = AlgorithmParameters.getInstance(gcm ? "GCM" : "AES", "SunJCE");
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, key, unset))
                .isExactlyInstanceOf(InvalidAlgorithmParameterException.class);
    }

    static Stream<AlgorithmParameterSpec> wrongKeyPairs() {
        return Stream.of(
                new ECGenParameterSpec("secp256r1") {
                    @Override
                    public String getName() {
                        return null;
                    }
                },
                new ECGenParameterSpec("1..2"),
                new ECGenParameterSpec("."),
                new ECGenParameterSpec(""),
                new RSAKeyGenParameterSpec(2048, null),
                new RSAKeyGenParameterSpec(-1, RSAKeyGenParameterSpec.F4),
                new RSAKeyGenParameterSpec(2048, BigInteger.ZERO));
    }

    @ParameterizedTest
    @MethodSource("wrongKeyPairs")
    void wrongParametersOfKeyPairsAreRefused(AlgorithmParameterSpec wrong)
            throws GeneralSecurityException {
        for (String algorithm : List.of("RSA", "EC", "SM2", "Ed25519", "ML-DSA")) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, kms().provider());
            assertThatThrownBy(() -> generator.initialize(wrong))
                    .as(algorithm)
                    .isExactlyInstanceOf(InvalidAlgorithmParameterException.class);
        }
    }

    @Test
    void secretIsKeptUntilItHasRoom() throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", kms().provider());
        agreement.init(kms().handle("agree"));
        KeyPair other = TestKeys.pair(KeySpec.EC_P256);
        agreement.doPhase(other.getPublic(), true);
        byte[] output = new byte[40];
        for (int offset : new int[] {-3, -1, 9, 40, 41, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> agreement.generateSecret(output, offset))
                    .as("offset %d", offset)
                    .isExactlyInstanceOf(ShortBufferException.class);
        }
        assertThat(output).containsOnly(0);
        assertThat(agreement.generateSecret(output, 8)).isEqualTo(32);
        KeyAgreement peer = KeyAgreement.getInstance("ECDH", "SunEC");
        peer.init(other.getPrivate());
        peer.doPhase(kms().publicKey("agree"), true);
        assertThat(output).endsWith(peer.generateSecret());
    }

    /** A SortedMap that says that its order is the natural one, and is not. */
    private static final class Unsorted extends TreeMap<String, String> {
        private static final long serialVersionUID = 1;

        @Override
        public Comparator<? super String> comparator() {
            return null;
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public Set<Map.Entry<String, String>> entrySet() {
            Set<Map.Entry<String, String>> entries = new LinkedHashSet<>();
            entries.add(Map.entry("b", "1"));
            entries.add(Map.entry("a", "2"));
            return entries;
        }
    }

    @Test
    void encryptionContextIsInItsOwnOrder() {
        byte[] blob =
                kms().kms()
                        .encrypt("alias/aes", MESSAGE, EncryptionContext.of(new Unsorted()))
                        .toByteArray();
        var same = EncryptionContext.of(Map.of("a", "2", "b", "1"));
        assertThat(kms().kms().decrypt(blob, same).toByteArray()).isEqualTo(MESSAGE);
        var reverse = new TreeMap<String, String>(Comparator.reverseOrder());
        reverse.putAll(Map.of("a", "2", "b", "1"));
        assertThat(EncryptionContext.of(reverse)).isEqualTo(same);
        assertThat(EncryptionContext.of(reverse).entries().keySet()).containsExactly("a", "b");
    }

    static Stream<Map<?, ?>> wrongContexts() {
        Map<Object, Object> nullName = new HashMap<>();
        nullName.put(null, "v");
        Map<Object, Object> nullValue = new HashMap<>();
        nullValue.put("n", null);
        Map<Object, Object> endless =
                new AbstractMap<>() {
                    @Override
                    public String toString() {
                        return "endless";
                    }

                    @Override
                    public Set<Map.Entry<Object, Object>> entrySet() {
                        return new LinkedHashSet<>() {
                            private static final long serialVersionUID = 1;

                            @Override
                            public Iterator<Map.Entry<Object, Object>> iterator() {
                                return Stream.generate(() -> Map.<Object, Object>entry("n", "v"))
                                        .iterator();
                            }
                        };
                    }
                };
        return Stream.of(nullName, nullValue, Collections.singletonMap("n", 5), endless);
    }

    @ParameterizedTest
    @MethodSource("wrongContexts")
    @SuppressWarnings("unchecked")
    void wrongContextsAreRefused(Map<?, ?> wrong) {
        assertThatThrownBy(() -> EncryptionContext.of((Map<String, String>) wrong))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.INVALID_PARAMETER));
    }
}
