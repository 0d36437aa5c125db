package org.kmsjca.protection.software;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.crypto.encoding.EcdsaSignatureEncoding;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.protection.AgreementKey;
import org.kmsjca.protection.SigningKey;

/** An unwrapped elliptic-curve key. */
final class SoftwareEcKey implements SigningKey, AgreementKey, SoftwareKey {
    private final KeySpec keySpec;
    private final EcCurve curve;
    private final BigInteger d;
    private final PublicKey publicKey;
    private final ECPrivateKeyParameters parameters;
    private final @Nullable Provider engine;
    private final @Nullable PrivateKey engineKey;
    private final @Nullable PublicKey engineVerificationKey;
    private final ECPublicKeyParameters verificationKey;
    private final HedgedRandom nonces;

    SoftwareEcKey(KeySpec keySpec, EcCurve curve, BigInteger d, EngineTable engines) {
        this(keySpec, curve, d, engines, SystemRandom.source());
    }

    /** As the other, with another generator for nonces. */
    SoftwareEcKey(
            KeySpec keySpec,
            EcCurve curve,
            BigInteger d,
            EngineTable engines,
            SecureRandom random) {
        this.nonces = new HedgedRandom(random);
        this.keySpec = keySpec;
        this.curve = curve;
        this.d = d;
        this.verificationKey = curve.verificationKey(d);
        this.publicKey = curve.encodable(verificationKey);
        this.parameters = curve.privateKey(d);
        this.engine = engines.ecSignature(keySpec.parameterSet());
        this.engineKey = engine == null ? null : engineKey(engine);
        Provider verifier = engines.ecVerification(keySpec.parameterSet());
        this.engineVerificationKey = verifier == null ? null : engineVerificationKey(verifier);
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
        if (!(mechanism instanceof SignatureMechanism.Ecdsa ecdsa)) {
            throw new SignatureException("an EC key signs with ECDSA, not with " + mechanism);
        }
        if (engineKey != null) {
            byte[] signature = engineSignature(engineKey, input);
            return ecdsa.format() == SignatureMechanism.Ecdsa.Format.DER
                    ? signature
                    : EcdsaSignatureEncoding.toP1363(curve.order(), signature);
        }
        var signer = new ECDSASigner();
        signer.init(true, new ParametersWithRandom(parameters, nonces.of(d, input)));
        BigInteger[] rs = signer.generateSignature(input);
        FaultCheck.require(isRight(input, rs));
        return EcdsaSignatureEncoding.encode(ecdsa.format(), curve.order(), rs[0], rs[1]);
    }

    @Override
    public byte[] agree(PublicKey peer) throws InvalidKeyException {
        byte[] encoded = peer.getEncoded();
        try {
            if (encoded != null
                    && PublicKeyFactory.createKey(encoded) instanceof ECPublicKeyParameters point
                    && curve.isSame(point.getParameters())) {
                var agreement = new ECDHBasicAgreement();
                agreement.init(parameters);
                // On this curve's own arithmetic, which checks once more that the point is on it.
                BigInteger secret = agreement.calculateAgreement(curve.publicKey(point.getQ()));
                return BigIntegers.asUnsignedByteArray(agreement.getFieldSize(), secret);
            }
        } catch (IOException | RuntimeException e) {
            throw new InvalidKeyException("the other party's public key is not valid", e);
        }
        throw new InvalidKeyException(
                "the other party's public key is not on " + keySpec.parameterSet());
    }

    private byte[] engineSignature(PrivateKey privateKey, byte[] input) throws SignatureException {
        try {
            Signature signature = Signature.getInstance("NONEwithECDSA", engine);
            // ACCP hedges by itself: it takes no random, and mixes the key and the message in.
            signature.initSign(
                    privateKey, engineVerificationKey == null ? nonces.of(d, input) : null);
            signature.update(input);
            byte[] signed = signature.sign();
            FaultCheck.require(isRight(signature, input, signed));
            return signed;
        } catch (GeneralSecurityException e) {
            throw new SignatureException("ECDSA signing failed in the software module", e);
        }
    }

    private boolean isRight(byte[] input, BigInteger[] rs) {
        var verifier = new ECDSASigner();
        verifier.init(false, verificationKey);
        return verifier.verifySignature(input, rs[0], rs[1]);
    }

    private boolean isRight(Signature signer, byte[] input, byte[] signature)
            throws GeneralSecurityException {
        if (engineVerificationKey == null) {
            return isRight(
                    input,
                    EcdsaSignatureEncoding.decode(
                            SignatureMechanism.Ecdsa.Format.DER, curve.order(), signature));
        }
        signer.initVerify(engineVerificationKey);
        signer.update(input);
        return signer.verify(signature);
    }

    private PublicKey engineVerificationKey(Provider provider) {
        try {
            return KeyFactory.getInstance("EC", provider)
                    .generatePublic(new X509EncodedKeySpec(publicKey.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "the engine refuses the " + keySpec + " key", e);
        }
    }

    /** The engine's own form of the key: another's would be translated at each operation. */
    private PrivateKey engineKey(Provider provider) {
        byte[] clear = clearEncoding();
        try {
            return KeyFactory.getInstance("EC", provider)
                    .generatePrivate(new PKCS8EncodedKeySpec(clear));
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "the engine refuses the " + keySpec + " key", e);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    @Override
    public byte[] clearEncoding() {
        return curve.clearEncoding(d);
    }

    @Override
    public void close() {
        // Nothing is pooled; the key goes with this object.
    }
}
