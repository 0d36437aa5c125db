package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** RSASSA-PSS with its parameters before and after the key. */
class PssTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(100, 9);
    private static final PSSParameterSpec SHA256 =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    private PrivateKey handle;
    private PublicKey publicKey;

    @Override
    protected void prepare() {
        publicKey = TestKeys.pair(KeySpec.RSA_2048).getPublic();
        handle = kms().importForSigning("pss", TestKeys.pair(KeySpec.RSA_2048));
    }

    /** Names of Bouncy Castle that say their parameters. */
    static List<String> namesWithParameters() {
        return List.of(
                "SHA1withRSAandMGF1",
                "SHA224withRSAandMGF1",
                "SHA256withRSAandMGF1",
                "SHA384withRSAandMGF1",
                "SHA512withRSAandMGF1",
                "SHA512/224withRSAandMGF1",
                "SHA512/256withRSAandMGF1",
                "SHA3-224withRSAandMGF1",
                "SHA3-256withRSAandMGF1",
                "SHA3-384withRSAandMGF1",
                "SHA3-512withRSAandMGF1");
    }

    static List<PSSParameterSpec> specs() {
        List<PSSParameterSpec> specs = new ArrayList<>();
        for (String digest :
                List.of(
                        "SHA-1",
                        "SHA-224",
                        "SHA-256",
                        "SHA-384",
                        "SHA-512",
                        "SHA-512/256",
                        "SHA3-256",
                        "SHA3-512")) {
            for (String mask : List.of("SHA-1", "SHA-256", "SHA-512/224", "SHA3-384")) {
                for (int salt : new int[] {0, 20, 64}) {
                    specs.add(
                            new PSSParameterSpec(
                                    digest, "MGF1", new MGF1ParameterSpec(mask), salt, 1));
                }
            }
        }
        return specs;
    }

    @ParameterizedTest
    @MethodSource("specs")
    void jdkAndWeVerifyEachOther(PSSParameterSpec spec) throws GeneralSecurityException {
        for (boolean before : new boolean[] {true, false}) {
            byte[] ours = sign(kms().signature("RSASSA-PSS"), handle, spec, before);
            assertThat(
                            verify(
                                    Signature.getInstance("RSASSA-PSS", Peers.SUN_RSA_SIGN),
                                    spec,
                                    ours,
                                    true))
                    .isTrue();
            byte[] theirs =
                    sign(
                            Signature.getInstance("RSASSA-PSS", Peers.SUN_RSA_SIGN),
                            TestKeys.pair(KeySpec.RSA_2048).getPrivate(),
                            spec,
                            true);
            assertThat(verify(kms().signature("RSASSA-PSS"), spec, theirs, before)).isTrue();
            theirs[9] ^= 1;
            assertThat(verify(kms().signature("RSASSA-PSS"), spec, theirs, before)).isFalse();
        }
    }

    @Test
    void bouncyCastleAndWeVerifyEachOther() throws GeneralSecurityException {
        Provider bc = Peers.BOUNCY_CASTLE;
        byte[] ours = sign(kms().signature("RSASSA-PSS"), handle, SHA256, true);
        assertThat(verify(Signature.getInstance("RSASSA-PSS", bc), SHA256, ours, true)).isTrue();
        byte[] theirs =
                sign(
                        Signature.getInstance("RSASSA-PSS", bc),
                        TestKeys.pair(KeySpec.RSA_2048).getPrivate(),
                        SHA256,
                        true);
        assertThat(verify(kms().signature("RSASSA-PSS"), SHA256, theirs, false)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("namesWithParameters")
    void nameWithParametersNeedsNoOthers(String name) throws GeneralSecurityException {
        Signature signature = kms().signature(name);
        signature.initSign(handle);
        signature.update(MESSAGE);
        byte[] ours = signature.sign();
        String theirName = name.replaceFirst("512/(\\d+)", "512($1)");
        Signature theirs = Signature.getInstance(theirName, Peers.BOUNCY_CASTLE);
        theirs.initVerify(publicKey);
        theirs.update(MESSAGE);
        assertThat(theirs.verify(ours)).isTrue();
        theirs.initSign(TestKeys.pair(KeySpec.RSA_2048).getPrivate());
        theirs.update(MESSAGE);
        byte[] back = theirs.sign();
        signature.initVerify(publicKey);
        signature.update(MESSAGE);
        assertThat(signature.verify(back)).isTrue();
        String digest =
                name.substring(0, name.indexOf("with")).replaceFirst("SHA(\\d+)(?!-)", "SHA-$1");
        PSSParameterSpec told = signature.getParameters().getParameterSpec(PSSParameterSpec.class);
        assertThat(told.getDigestAlgorithm()).isEqualTo(digest);
        assertThat(((MGF1ParameterSpec) told.getMGFParameters()).getDigestAlgorithm())
                .isEqualTo(digest);
    }

    private static byte[] sign(
            Signature signature, PrivateKey key, PSSParameterSpec spec, boolean before)
            throws GeneralSecurityException {
        if (before) {
            signature.setParameter(spec);
        }
        signature.initSign(key);
        if (!before) {
            signature.setParameter(spec);
        }
        signature.update(MESSAGE, 0, 40);
        signature.update(MESSAGE, 40, 60);
        return signature.sign();
    }

    private boolean verify(Signature signature, PSSParameterSpec spec, byte[] value, boolean before)
            throws GeneralSecurityException {
        if (before) {
            signature.setParameter(spec);
        }
        signature.initVerify(publicKey);
        if (!before) {
            signature.setParameter(spec);
        }
        signature.update(MESSAGE);
        return signature.verify(value);
    }

    @Test
    void withoutParametersNothingIsSignedOrVerified() throws GeneralSecurityException {
        Signature signature = kms().signature("RSASSA-PSS");
        assertThat(signature.getParameters()).isNull();
        signature.initSign(handle);
        assertThatThrownBy(() -> signature.update(MESSAGE)).isInstanceOf(SignatureException.class);
        assertThatThrownBy(signature::sign).isInstanceOf(SignatureException.class);
        signature.initVerify(publicKey);
        assertThatThrownBy(() -> signature.update(MESSAGE)).isInstanceOf(SignatureException.class);
        assertThatThrownBy(() -> signature.verify(new byte[256]))
                .isInstanceOf(SignatureException.class);
    }

    static List<AlgorithmParameterSpec> refused() {
        return List.of(
                new ECGenParameterSpec("secp256r1"),
                new PSSParameterSpec("SHA-256", "MGF2", MGF1ParameterSpec.SHA256, 32, 1),
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 2),
                new PSSParameterSpec("MD5", "MGF1", MGF1ParameterSpec.SHA256, 32, 1),
                new PSSParameterSpec("Nonsense", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void parametersThatAreNotOfPssAreRefused(AlgorithmParameterSpec spec)
            throws GeneralSecurityException {
        Signature signature = kms().signature("RSASSA-PSS");
        assertThatThrownBy(() -> signature.setParameter(spec))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(() -> signature.setParameter((AlgorithmParameterSpec) null))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    @Test
    void parametersWithoutThoseOfMgf1MeanTheSameDigest() throws GeneralSecurityException {
        PSSParameterSpec spec = new PSSParameterSpec("SHA-256", "MGF1", null, 32, 1);
        byte[] ours = sign(kms().signature("RSASSA-PSS"), handle, spec, true);
        assertThat(
                        verify(
                                Signature.getInstance("RSASSA-PSS", Peers.SUN_RSA_SIGN),
                                spec,
                                ours,
                                true))
                .isTrue();
        assertThat(verify(kms().signature("RSASSA-PSS"), spec, ours, true)).isTrue();
    }

    @Test
    void parametersDoNotChangeWithinAMessageButAfterIt() throws GeneralSecurityException {
        PSSParameterSpec sha512 =
                new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1);
        for (boolean signing : new boolean[] {true, false}) {
            Signature signature = kms().signature("RSASSA-PSS");
            signature.setParameter(SHA256);
            if (signing) {
                signature.initSign(handle);
            } else {
                signature.initVerify(publicKey);
            }
            signature.update(MESSAGE);
            assertThatThrownBy(() -> signature.setParameter(sha512))
                    .isInstanceOf(ProviderException.class);
            if (signing) {
                signature.sign();
            } else {
                signature.verify(new byte[256]);
            }
            signature.setParameter(sha512);
            signature.initSign(handle);
            signature.update(MESSAGE);
            assertThat(
                            verify(
                                    Signature.getInstance("RSASSA-PSS", Peers.SUN_RSA_SIGN),
                                    sha512,
                                    signature.sign(),
                                    true))
                    .isTrue();
        }
    }

    @Test
    void longestSaltFitsAndALongerOneIsAnInvalidKey() throws GeneralSecurityException {
        PSSParameterSpec longest =
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 222, 1);
        byte[] ours = sign(kms().signature("RSASSA-PSS"), handle, longest, true);
        assertThat(verify(kms().signature("RSASSA-PSS"), longest, ours, true)).isTrue();
        Signature signature = kms().signature("RSASSA-PSS");
        signature.setParameter(
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 223, 1));
        assertThatThrownBy(() -> signature.initSign(handle))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> signature.initVerify(publicKey))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void parametersAreToldAndDecode() throws Exception {
        Signature signature = kms().signature("PSS");
        signature.setParameter(SHA256);
        AlgorithmParameters read = AlgorithmParameters.getInstance("RSASSA-PSS");
        read.init(signature.getParameters().getEncoded());
        PSSParameterSpec told = read.getParameterSpec(PSSParameterSpec.class);
        assertThat(told.getDigestAlgorithm()).isEqualTo("SHA-256");
        assertThat(told.getSaltLength()).isEqualTo(32);
    }

    @Test
    void foreignPrivateKeyAfterParametersGoesToItsOwnProvider() throws GeneralSecurityException {
        PrivateKey foreign = TestKeys.pair(KeySpec.RSA_2048).getPrivate();
        byte[] signed = sign(kms().signature("RSASSA-PSS"), foreign, SHA256, true);
        assertThat(
                        verify(
                                Signature.getInstance("RSASSA-PSS", Peers.SUN_RSA_SIGN),
                                SHA256,
                                signed,
                                true))
                .isTrue();
    }

    @Test
    void foreignPrivateKeyWithoutParametersIsRefused() throws GeneralSecurityException {
        Signature signature = kms().signature("RSASSA-PSS");
        assertThatThrownBy(() -> signature.initSign(TestKeys.pair(KeySpec.RSA_2048).getPrivate()))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void objectServesForeignKeyPublicKeyAndHandleInTurn() throws GeneralSecurityException {
        Signature signature = kms().signature("RSASSA-PSS");
        signature.setParameter(SHA256);
        for (PrivateKey key :
                List.of(TestKeys.pair(KeySpec.RSA_2048).getPrivate(), handle, handle)) {
            signature.initSign(key);
            signature.update(MESSAGE);
            byte[] value = signature.sign();
            signature.initVerify(publicKey);
            signature.update(MESSAGE);
            assertThat(signature.verify(value)).isTrue();
        }
    }
}
