package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** RSA encryption, both ways with the JDK and Bouncy Castle. */
class RsaCipherTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(32, 32);

    private final Map<KeySpec, PrivateKey> handles = new EnumMap<>(KeySpec.class);

    @Override
    protected void prepare() {
        for (KeySpec spec : List.of(KeySpec.RSA_2048, KeySpec.RSA_3072, KeySpec.RSA_4096)) {
            handles.put(spec, kms().importForDecryption(spec.toString(), TestKeys.pair(spec)));
        }
    }

    private PrivateKey handle(KeySpec spec) {
        return kms().present(handles.get(spec), spec.toString());
    }

    private PrivateKey handle() {
        return handle(KeySpec.RSA_2048);
    }

    private static PublicKey publicKey() {
        return TestKeys.pair(KeySpec.RSA_2048).getPublic();
    }

    static List<RsaCipherCase> all() {
        return RsaCipherCase.all();
    }

    private static Cipher init(Cipher cipher, int mode, Key key, AlgorithmParameterSpec spec)
            throws GeneralSecurityException {
        if (spec == null) {
            cipher.init(mode, key);
        } else {
            cipher.init(mode, key, spec);
        }
        return cipher;
    }

    static List<RsaCipherCase> jdk() {
        return RsaCipherCase.jdk();
    }

    @ParameterizedTest
    @MethodSource("jdk")
    void nameMeansWhatItMeansInTheJdk(RsaCipherCase test) throws GeneralSecurityException {
        Cipher sun = Cipher.getInstance(test.transformation(), Peers.SUN_JCE);
        sun.init(Cipher.ENCRYPT_MODE, publicKey());
        Cipher ours = kms().cipher(test.transformation());
        ours.init(Cipher.DECRYPT_MODE, handle());
        assertThat(ours.doFinal(sun.doFinal(MESSAGE))).isEqualTo(MESSAGE);
        ours.init(Cipher.ENCRYPT_MODE, publicKey());
        byte[] encrypted = ours.doFinal(MESSAGE);
        sun.init(Cipher.DECRYPT_MODE, TestKeys.pair(KeySpec.RSA_2048).getPrivate());
        assertThat(sun.doFinal(encrypted)).isEqualTo(MESSAGE);
    }

    static List<RsaCipherCase> bouncyCastle() {
        return RsaCipherCase.bouncyCastle();
    }

    @ParameterizedTest
    @MethodSource("bouncyCastle")
    void nameMeansWhatItMeansInBouncyCastle(RsaCipherCase test) throws GeneralSecurityException {
        Cipher theirs = Cipher.getInstance(test.transformation(), Peers.BOUNCY_CASTLE);
        theirs.init(Cipher.ENCRYPT_MODE, publicKey());
        Cipher ours = kms().cipher(test.transformation());
        ours.init(Cipher.DECRYPT_MODE, handle());
        assertThat(ours.doFinal(theirs.doFinal(MESSAGE))).isEqualTo(MESSAGE);
        ours.init(Cipher.ENCRYPT_MODE, publicKey());
        byte[] encrypted = ours.doFinal(MESSAGE);
        theirs.init(Cipher.DECRYPT_MODE, TestKeys.pair(KeySpec.RSA_2048).getPrivate());
        assertThat(theirs.doFinal(encrypted)).isEqualTo(MESSAGE);
    }

    /** Bouncy Castle does not know OAEP with the truncated digests. */
    static List<RsaCipherCase> knownToBouncyCastle() {
        return all().stream().filter(test -> !test.transformation().contains("512/")).toList();
    }

    @ParameterizedTest
    @MethodSource("knownToBouncyCastle")
    void bouncyCastleAgreesWhenTheMeaningIsSpelledOut(RsaCipherCase test)
            throws GeneralSecurityException {
        boolean oaep = test.digest() != null;
        AlgorithmParameterSpec spec = oaep ? test.meaning() : null;
        String name = oaep ? "RSA/ECB/OAEPPadding" : test.transformation();
        Cipher theirs =
                init(
                        Cipher.getInstance(name, Peers.BOUNCY_CASTLE),
                        Cipher.ENCRYPT_MODE,
                        publicKey(),
                        spec);
        Cipher ours = kms().cipher(test.transformation());
        ours.init(Cipher.DECRYPT_MODE, handle());
        assertThat(ours.doFinal(theirs.doFinal(MESSAGE))).isEqualTo(MESSAGE);
        ours.init(Cipher.ENCRYPT_MODE, publicKey());
        byte[] encrypted = ours.doFinal(MESSAGE);
        init(theirs, Cipher.DECRYPT_MODE, TestKeys.pair(KeySpec.RSA_2048).getPrivate(), spec);
        assertThat(theirs.doFinal(encrypted)).isEqualTo(MESSAGE);
    }

    static List<OAEPParameterSpec> specs() {
        List<OAEPParameterSpec> specs = new ArrayList<>();
        for (String digest : List.of("SHA-1", "SHA-256", "SHA-512", "SHA-512/256")) {
            for (String mask : List.of("SHA-1", "SHA-224", "SHA-384", "SHA-512/224")) {
                specs.add(
                        new OAEPParameterSpec(
                                digest,
                                "MGF1",
                                new MGF1ParameterSpec(mask),
                                PSource.PSpecified.DEFAULT));
                specs.add(
                        new OAEPParameterSpec(
                                digest,
                                "MGF1",
                                new MGF1ParameterSpec(mask),
                                new PSource.PSpecified(new byte[] {1, 2, 3})));
            }
        }
        return specs;
    }

    @ParameterizedTest
    @MethodSource("specs")
    void explicitParametersWinOverTheName(OAEPParameterSpec spec) throws GeneralSecurityException {
        for (RsaCipherCase test :
                List.of(
                        new RsaCipherCase("RSA/ECB/OAEPPadding", "SHA-1"),
                        new RsaCipherCase("RSA/ECB/OAEPWithSHA-384AndMGF1Padding", "SHA-384"))) {
            Cipher sun = Cipher.getInstance("RSA/ECB/OAEPPadding", Peers.SUN_JCE);
            sun.init(Cipher.ENCRYPT_MODE, publicKey(), spec);
            byte[] theirs = sun.doFinal(MESSAGE);
            Cipher ours = kms().cipher(test.transformation());
            ours.init(Cipher.DECRYPT_MODE, handle(), spec);
            assertThat(ours.doFinal(theirs)).isEqualTo(MESSAGE);
            OAEPParameterSpec told = ours.getParameters().getParameterSpec(OAEPParameterSpec.class);
            assertThat(told.getDigestAlgorithm()).isEqualTo(spec.getDigestAlgorithm());
            assertThat(((MGF1ParameterSpec) told.getMGFParameters()).getDigestAlgorithm())
                    .isEqualTo(((MGF1ParameterSpec) spec.getMGFParameters()).getDigestAlgorithm());
            assertThat(((PSource.PSpecified) told.getPSource()).getValue())
                    .isEqualTo(((PSource.PSpecified) spec.getPSource()).getValue());
            Cipher fromTold = kms().cipher(test.transformation());
            fromTold.init(Cipher.DECRYPT_MODE, handle(), ours.getParameters());
            assertThat(fromTold.doFinal(theirs)).isEqualTo(MESSAGE);
            sun.init(Cipher.WRAP_MODE, publicKey(), spec);
            SecretKey key = TestKeys.aes(256);
            Cipher unwrapping = kms().cipher(test.transformation());
            unwrapping.init(Cipher.UNWRAP_MODE, handle(), spec);
            assertThat(unwrapping.unwrap(sun.wrap(key), "AES", Cipher.SECRET_KEY)).isEqualTo(key);
        }
    }

    @Test
    void parametersOfANameAreToldAfterInit() throws GeneralSecurityException {
        for (RsaCipherCase test : RsaCipherCase.oaep()) {
            Cipher cipher = kms().cipher(test.transformation());
            assertThat(cipher.getParameters()).as("before init").isNull();
            cipher.init(Cipher.DECRYPT_MODE, handle());
            assertThat(cipher.getParameters().getAlgorithm()).isEqualTo("OAEP");
            OAEPParameterSpec told =
                    cipher.getParameters().getParameterSpec(OAEPParameterSpec.class);
            assertThat(told.getDigestAlgorithm()).isEqualTo(test.digest());
            assertThat(((MGF1ParameterSpec) told.getMGFParameters()).getDigestAlgorithm())
                    .isEqualTo(test.maskDigest());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "RSA_3072", "RSA_4096"})
    void longestMessageOfEachSizeComesBack(KeySpec spec) throws GeneralSecurityException {
        int modulus = spec.bits() / 8;
        for (RsaCipherCase test :
                List.of(
                        new RsaCipherCase("RSA/ECB/PKCS1Padding", null),
                        new RsaCipherCase("RSA/ECB/OAEPWithSHA-256AndMGF1Padding", "SHA-256"))) {
            int longest = test.digest() == null ? modulus - 11 : modulus - 66;
            byte[] message = SymmetricCase.bytes(longest, 4);
            Cipher sun = Cipher.getInstance(test.transformation(), Peers.SUN_JCE);
            sun.init(Cipher.ENCRYPT_MODE, TestKeys.pair(spec).getPublic());
            Cipher ours = kms().cipher(test.transformation());
            ours.init(Cipher.DECRYPT_MODE, handle(spec));
            assertThat(ours.doFinal(sun.doFinal(message))).isEqualTo(message);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void keysAreWrappedAndUnwrapped(RsaCipherCase test) throws GeneralSecurityException {
        SecretKey key = TestKeys.aes(256);
        Cipher cipher = kms().cipher(test.transformation());
        cipher.init(Cipher.WRAP_MODE, publicKey());
        byte[] wrapped = cipher.wrap(key);
        cipher.init(Cipher.UNWRAP_MODE, handle());
        assertThat(cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY)).isEqualTo(key);
    }
}
