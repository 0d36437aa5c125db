package org.kmsjca.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsProvider;

/** Calls of RSASSA-PSS that come in an unusual way. */
@Tag("once")
class PssCallsTest {
    private static final PSSParameterSpec SHA256 =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);
    private static final byte[] MESSAGE = {1, 2, 3};

    @TempDir private Path directory;
    private KmsProvider provider;

    @BeforeEach
    void open() throws Exception {
        Path file = directory.resolve("kms.properties");
        Files.writeString(file, "home=" + directory.resolve("home") + "\nroot=keyfile\n");
        provider = (KmsProvider) new KmsProvider().configure(file.toString());
    }

    @AfterEach
    void close() {
        provider.close();
    }

    private Signature signature() throws GeneralSecurityException {
        Signature signature = Signature.getInstance("RSASSA-PSS", provider);
        signature.setParameter(SHA256);
        return signature;
    }

    private static boolean isValid(PublicKey key, byte[] signed) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
        verifier.setParameter(SHA256);
        verifier.initVerify(key);
        verifier.update(MESSAGE);
        return verifier.verify(signed);
    }

    /** Parameters that use the object while it asks them. */
    private static final class Calling extends PSSParameterSpec {
        private final Signature signature;

        Calling(Signature signature) {
            super("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);
            this.signature = signature;
        }

        @Override
        public int getSaltLength() {
            try {
                signature.update(MESSAGE);
            } catch (IllegalStateException refused) {
                // and goes on as if nothing had been
            } catch (SignatureException e) {
                throw new AssertionError(e);
            }
            return super.getSaltLength();
        }
    }

    @Test
    void parametersAreSetByOneCallAtATime() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA", provider).generateKeyPair();
        Signature signature = signature();
        signature.initSign(pair.getPrivate());
        assertThatIllegalStateException()
                .isThrownBy(() -> signature.setParameter(new Calling(signature)));
        assertThatIllegalStateException().isThrownBy(signature::sign);
        signature.initSign(pair.getPrivate());
        signature.update(MESSAGE);
        assertThat(isValid(pair.getPublic(), signature.sign())).isTrue();
    }

    @Test
    void keyOfAnotherProviderTakesBuffers() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA", "SunRsaSign").generateKeyPair();
        Signature signature = signature();
        signature.initSign(pair.getPrivate());
        signature.update(ByteBuffer.wrap(MESSAGE));
        assertThat(isValid(pair.getPublic(), signature.sign())).isTrue();
    }
}
