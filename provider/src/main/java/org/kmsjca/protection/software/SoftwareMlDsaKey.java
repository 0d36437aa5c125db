package org.kmsjca.protection.software;

import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithContext;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.PublicKeys;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.protection.SigningKey;

/**
 * An unwrapped ML-DSA key: on the JDK's engine, which version 24 brought and which is 3 times as
 * fast, else on Bouncy Castle's lightweight classes.
 */
final class SoftwareMlDsaKey implements SigningKey, SoftwareKey {
    private static final String ML_DSA = "ML-DSA";

    private final KeySpec keySpec;
    private final MLDSAPrivateKeyParameters key;
    private final PublicKey publicKey;
    private final @Nullable PrivateKey jdkKey;

    /** FIPS 204 hedges by itself: it hashes the key and the message together with these. */
    private final SecureRandom random = SystemRandom.source();

    SoftwareMlDsaKey(KeySpec keySpec, MLDSAPrivateKeyParameters key) {
        this.keySpec = keySpec;
        this.key = key;
        this.jdkKey = jdkKey(key);
        try {
            this.publicKey =
                    PublicKeys.decode(
                            KeyType.ML_DSA,
                            SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
                                            key.getPublicKeyParameters())
                                    .getEncoded());
        } catch (IOException | InvalidKeySpecException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "a public key could not be encoded", e);
        }
    }

    @Override
    public KeySpec keySpec() {
        return keySpec;
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(SignatureMechanism mechanism, byte[] input) throws SignatureException {
        if (!(mechanism instanceof SignatureMechanism.MlDsa mlDsa)) {
            throw new SignatureException("an ML-DSA key does not sign with " + mechanism);
        }
        // The JDK's engine takes no context, Java 25's included.
        if (jdkKey != null && mlDsa.context().length == 0) {
            return signByJdk(jdkKey, input);
        }
        var signer = new MLDSASigner();
        signer.init(
                true,
                new ParametersWithContext(new ParametersWithRandom(key, random), mlDsa.context()));
        signer.update(input, 0, input.length);
        try {
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new SignatureException("ML-DSA signing failed in the software module", e);
        }
    }

    private byte[] signByJdk(PrivateKey privateKey, byte[] input) throws SignatureException {
        try {
            Signature signature = Signature.getInstance(ML_DSA, JdkProviders.sun());
            signature.initSign(privateKey, random);
            signature.update(input);
            return signature.sign();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new SignatureException("ML-DSA signing failed in the software module", e);
        }
    }

    /** Whether the JDK has it: from version 24 on. */
    static boolean isInJdk() {
        return JdkProviders.sun().getService("Signature", ML_DSA) != null;
    }

    private static @Nullable PrivateKey jdkKey(MLDSAPrivateKeyParameters key) {
        KeyFactory factory;
        try {
            factory = KeyFactory.getInstance(ML_DSA, JdkProviders.sun());
        } catch (NoSuchAlgorithmException e) {
            return null; // before version 24
        }
        byte[] clear = new byte[0];
        try {
            // The JDK does not read seeds.
            clear =
                    PrivateKeyInfoFactory.createPrivateKeyInfo(
                                    key.withPreferredFormat(MLDSAPrivateKeyParameters.EXPANDED_KEY))
                            .getEncoded();
            return factory.generatePrivate(new PKCS8EncodedKeySpec(clear));
        } catch (IOException | InvalidKeySpecException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "the JDK refuses the ML-DSA key", e);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    @Override
    public byte[] clearEncoding() {
        try {
            return PrivateKeyInfoFactory.createPrivateKeyInfo(key).getEncoded();
        } catch (IOException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "a private key could not be encoded", e);
        }
    }

    @Override
    public void close() {
        // Nothing is pooled; the key goes with this object.
    }
}
