package org.kmsjca.conformance.jca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Iterator;
import java.util.List;
import org.bouncycastle.jcajce.spec.ContextParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.kmsjca.KeySpec;
import org.kmsjca.MlDsaParameterSpec;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.SoftHsmLacks;

/** ML-DSA with a context, FIPS 204 section 5.2; Bouncy Castle is the peer. */
@SoftHsmLacks("ML-DSA")
class MlDsaContextTest extends FreshKms {
    private static final BouncyCastleProvider PEER = new BouncyCastleProvider();
    private static final byte[] MESSAGE = "message".getBytes(UTF_8);
    private static final byte[] CONTEXT = "context".getBytes(UTF_8);

    private byte[] signed(AlgorithmParameterSpec context) throws GeneralSecurityException {
        if (kms().kms().listAliases(org.kmsjca.PageRequest.FIRST).items().isEmpty()) {
            kms().create("x", KeySpec.ML_DSA_65);
        }
        Signature signature = kms().signature("ML-DSA");
        signature.initSign(kms().privateKey("x"));
        signature.setParameter(context);
        signature.update(MESSAGE);
        return signature.sign();
    }

    private boolean peerVerifies(byte[] signature, byte[] context) throws Exception {
        PublicKey key =
                KeyFactory.getInstance("ML-DSA", PEER)
                        .generatePublic(new X509EncodedKeySpec(kms().publicKey("x").getEncoded()));
        Signature verifier = Signature.getInstance("ML-DSA", PEER);
        verifier.initVerify(key);
        if (context.length > 0) {
            verifier.setParameter(new ContextParameterSpec(context));
        }
        verifier.update(MESSAGE);
        return verifier.verify(signature);
    }

    private boolean weVerify(byte[] signature, byte[] context, boolean before) throws Exception {
        Signature verifier = kms().signature("ML-DSA");
        if (before) {
            verifier.setParameter(new MlDsaParameterSpec(context));
        }
        verifier.initVerify(kms().publicKey("x"));
        if (!before) {
            verifier.setParameter(new ContextParameterSpec(context));
        }
        for (int i = 0; i < 2; i++) { // the context stays for the next message
            verifier.update(MESSAGE);
            if (!verifier.verify(signature)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void contextIsPartOfTheSignature() throws Exception {
        byte[] signature = signed(new MlDsaParameterSpec(CONTEXT));
        byte[] other = signed(new ContextParameterSpec(CONTEXT));
        byte[] longest = new byte[255];
        for (byte[] each : new byte[][] {signature, other}) {
            assertThat(peerVerifies(each, CONTEXT)).isTrue();
            assertThat(peerVerifies(each, new byte[0])).isFalse();
            assertThat(weVerify(each, CONTEXT, true)).isTrue();
            assertThat(weVerify(each, CONTEXT, false)).isTrue();
            assertThat(weVerify(each, new byte[0], true)).isFalse();
            assertThat(weVerify(each, longest, false)).isFalse();
        }
        assertThat(peerVerifies(signed(new MlDsaParameterSpec(longest)), longest)).isTrue();
        assertThat(peerVerifies(signed(null), new byte[0])).isTrue();
    }

    @Test
    void contextThatIsTooLongOrOfAnotherClassIsRefused() throws Exception {
        kms().create("x", KeySpec.ML_DSA_44);
        Signature signature = kms().signature("ML-DSA");
        assertThatThrownBy(() -> new MlDsaParameterSpec(new byte[256]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> signature.setParameter(new ContextParameterSpec(new byte[256])))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(() -> signature.setParameter(PSSParameterSpec.DEFAULT))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        signature.initSign(kms().privateKey("x"));
        signature.update(MESSAGE);
        assertThatThrownBy(() -> signature.setParameter(new MlDsaParameterSpec(CONTEXT)))
                .isInstanceOf(ProviderException.class);
    }

    /** A key of a class that gives another encoding the second time. */
    @Test
    void contextDoesNotChangeTheKeyThatVerifies() throws Exception {
        byte[] signature = signed(new MlDsaParameterSpec(CONTEXT));
        kms().create("other", KeySpec.ML_DSA_65);
        Iterator<PublicKey> keys =
                List.of(kms().publicKey("other"), kms().publicKey("x")).iterator();
        PublicKey changing =
                new PublicKey() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public String getAlgorithm() {
                        return "ML-DSA";
                    }

                    @Override
                    public String getFormat() {
                        return "X.509";
                    }

                    @Override
                    public byte[] getEncoded() {
                        return keys.next().getEncoded();
                    }
                };
        Signature verifier = kms().signature("ML-DSA");
        verifier.initVerify(changing);
        verifier.setParameter(new MlDsaParameterSpec(CONTEXT));
        verifier.update(MESSAGE);
        assertThat(verifier.verify(signature)).isFalse();
    }

    @Test
    void ed25519TakesNone() throws Exception {
        Signature signature = kms().signature("Ed25519");
        assertThatThrownBy(() -> signature.setParameter(new ContextParameterSpec(CONTEXT)))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }
}
