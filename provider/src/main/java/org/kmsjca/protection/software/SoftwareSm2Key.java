package org.kmsjca.protection.software;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.SignatureException;
import javax.crypto.BadPaddingException;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.kmsjca.KeySpec;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.crypto.encoding.Sm2Ciphertext;
import org.kmsjca.crypto.encoding.Sm2Digests;
import org.kmsjca.mechanism.DecryptionMechanism;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.protection.DecryptionKey;
import org.kmsjca.protection.SigningKey;

/** An unwrapped SM2 key, on Bouncy Castle's lightweight classes. */
final class SoftwareSm2Key implements SigningKey, DecryptionKey, SoftwareKey {
    private final KeySpec keySpec;
    private final EcCurve curve;
    private final BigInteger d;
    private final ECPrivateKeyParameters parameters;
    private final PublicKey publicKey;
    private final ECPublicKeyParameters verificationKey;
    private final HedgedRandom nonces = new HedgedRandom(SystemRandom.source());

    SoftwareSm2Key(KeySpec keySpec, EcCurve curve, BigInteger d) {
        this.keySpec = keySpec;
        this.curve = curve;
        this.d = d;
        this.parameters = curve.privateKey(d);
        this.verificationKey = curve.verificationKey(d);
        this.publicKey = curve.encodable(verificationKey);
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
        if (!(mechanism instanceof SignatureMechanism.Sm2) || input.length != Sm2Digests.LENGTH) {
            throw new SignatureException(
                    "an SM2 key signs a digest of 32 bytes, not %s bytes with %s"
                            .formatted(input.length, mechanism));
        }
        var signer = new SM2Signer(Sm2Digests.known(input));
        signer.init(true, new ParametersWithRandom(parameters, nonces.of(d, input)));
        try {
            byte[] signature = signer.generateSignature();
            var verifier = new SM2Signer(Sm2Digests.known(input));
            verifier.init(false, verificationKey);
            FaultCheck.require(verifier.verifySignature(signature));
            return signature;
        } catch (CryptoException e) {
            throw new SignatureException("SM2 signing failed in the software module", e);
        }
    }

    @Override
    public byte[] decrypt(DecryptionMechanism mechanism, byte[] ciphertext)
            throws BadPaddingException {
        if (!(mechanism instanceof DecryptionMechanism.Sm2 sm2)) {
            throw new BadPaddingException("an SM2 key does not decrypt " + mechanism);
        }
        byte[] c1c3c2 = Sm2Ciphertext.toEngine(sm2.format(), ciphertext);
        var engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
        engine.init(false, parameters);
        try {
            return engine.processBlock(c1c3c2, 0, c1c3c2.length);
        } catch (InvalidCipherTextException | RuntimeException e) {
            // One message for every reason, and no cause: an attacker learns nothing from it.
            throw new BadPaddingException("the ciphertext does not decrypt with this key");
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
