package org.kmsjca.jca;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.text.Printable;

/**
 * RSASSA-PSS. Parameters may come before or after the key.
 *
 * <p>Parameters that come before bind a Signature to the first provider that takes them. With the
 * {@code jdk.security.provider.preferred} line of the README that is this one, for every program of
 * the JVM; so a private key that is not ours is then handed to the next provider.
 */
final class PssSignatureSpi extends KmsSignatureSpi {
    private static final String NAME = "RSASSA-PSS";

    private final Algorithm.PssSignature algorithm;
    private @Nullable PSSParameterSpec parameters;
    private @Nullable Signature delegate;

    /** Of the public key that verifies. */
    private int verifyingBits;

    PssSignatureSpi(ProviderContext context, Algorithm.PssSignature algorithm) {
        super(context, algorithm);
        this.algorithm = algorithm;
        DigestAlgorithm digest = algorithm.digest();
        this.parameters = digest == null ? null : PssParameters.of(digest);
    }

    @Override
    MessageInput newInput(ManagedKey key) throws InvalidKeyException {
        PSSParameterSpec set = parameters;
        if (set == null) {
            return MessageInput.raw(0);
        }
        PssParameters.requireFit(set, key);
        return hashed(key, PssParameters.mechanism(set), PssParameters.digest(set));
    }

    @Override
    SignatureMechanism mechanism() throws SignatureException {
        return PssParameters.mechanism(required());
    }

    private PSSParameterSpec required() throws SignatureException {
        PSSParameterSpec set = parameters;
        if (set == null) {
            throw new SignatureException(
                    "Parameters required for RSASSA-PSS: call setParameter(PSSParameterSpec)");
        }
        return set;
    }

    @Override
    SignatureVerification verification(PublicKey key) throws InvalidKeyException {
        if (!(key instanceof RSAPublicKey rsa)) {
            throw new InvalidKeyException(
                    algorithm.name()
                            + " needs an RSA public key, not "
                            + Printable.of(String.valueOf(key.getAlgorithm())));
        }
        BigInteger modulus = rsa.getModulus();
        if (modulus == null) {
            throw new InvalidKeyException("the RSA public key has no modulus");
        }
        verifyingBits = modulus.bitLength();
        PSSParameterSpec set = parameters;
        if (set != null) {
            PssParameters.requireFit(set, verifyingBits, "the public key");
        }
        return new JdkVerification(NAME, JdkProviders.sunRsaSign(), key, parameters);
    }

    @Override
    void clear() {
        super.clear();
        delegate = null;
    }

    @Override
    void guardedInitSign(PrivateKey privateKey, @Nullable SecureRandom random)
            throws InvalidKeyException {
        clear();
        PSSParameterSpec set = parameters;
        if (set != null && privateKey != null && !(privateKey instanceof KmsKey)) {
            delegate = delegate(privateKey, set, random);
        } else {
            super.guardedInitSign(privateKey, random);
        }
    }

    private Signature delegate(
            PrivateKey privateKey, PSSParameterSpec set, @Nullable SecureRandom random)
            throws InvalidKeyException {
        Signature next =
                ProviderDelegation.first(
                        context().provider(),
                        "Signature." + NAME,
                        provider -> {
                            Signature signature = Signature.getInstance(NAME, provider);
                            signature.setParameter(set);
                            signature.initSign(privateKey, random);
                            return signature;
                        });
        if (next == null) {
            throw new InvalidKeyException(
                    "no provider signs RSASSA-PSS with a key of %s and these parameters"
                            .formatted(privateKey.getClass().getName()));
        }
        return next;
    }

    @Override
    void guardedUpdate(byte[] source, int offset, int length) throws SignatureException {
        if (delegate != null) {
            delegate.update(source, offset, length);
            return;
        }
        required();
        super.guardedUpdate(source, offset, length);
    }

    @Override
    void guardedUpdate(ByteBuffer source) throws SignatureException {
        if (delegate != null) {
            delegate.update(source);
            return;
        }
        required();
        super.guardedUpdate(source);
    }

    @Override
    byte[] guardedSign() throws SignatureException {
        return delegate != null ? delegate.sign() : super.guardedSign();
    }

    @Override
    boolean guardedVerify(byte[] signature) throws SignatureException {
        required();
        return super.guardedVerify(signature);
    }

    @Override
    void guardedSetParameter(@Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        PSSParameterSpec checked = PssParameters.check(spec);
        if (isUnderWay()) {
            throw new ProviderException("parameters cannot change within a message");
        }
        if (delegate != null) {
            delegate.setParameter(checked);
        }
        if (verifying() instanceof JdkVerification verification) {
            requireFit(checked);
            verification.setParameter(checked);
        }
        PSSParameterSpec before = parameters;
        parameters = checked;
        try {
            renewInput();
        } catch (InvalidKeyException e) {
            parameters = before;
            throw new InvalidAlgorithmParameterException(e.getMessage(), e);
        }
    }

    private void requireFit(PSSParameterSpec checked) throws InvalidAlgorithmParameterException {
        try {
            PssParameters.requireFit(checked, verifyingBits, "the public key");
        } catch (InvalidKeyException e) {
            throw new InvalidAlgorithmParameterException(e.getMessage(), e);
        }
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        PSSParameterSpec set = parameters;
        if (set == null) {
            return null;
        }
        try {
            var encodable = AlgorithmParameters.getInstance(NAME, JdkProviders.sunRsaSign());
            encodable.init(set);
            return encodable;
        } catch (GeneralSecurityException e) {
            throw new ProviderException("the JDK does not encode these parameters", e);
        }
    }
}
