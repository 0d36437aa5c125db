package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.CK_RSA_PKCS_PSS_PARAMS;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import org.kmsjca.crypto.encoding.RsaSignatureEncoding;
import org.kmsjca.mechanism.DecryptionMechanism;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.protection.DecryptionKey;
import org.kmsjca.protection.SigningKey;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * An RSA key. PSS and OAEP parameters that the token refuses are encoded here, and the token
 * applies the raw key.
 */
final class HsmRsaKey extends HsmKey implements SigningKey, DecryptionKey {
    private static final int PKCS1_OVERHEAD = 11;
    private static final byte[] REFUSED = {};
    private static final long CKF_SIGN = PKCS11Constants.CKF_SIGN;
    private static final SignatureMechanism PADDED = new SignatureMechanism.RsaPkcs1(null);

    private final RSAPublicKey publicKey;
    private final int length;

    HsmRsaKey(TokenKeyReference place, RSAPublicKey publicKey) {
        super(place);
        this.publicKey = publicKey;
        this.length = (publicKey.getModulus().bitLength() + 7) / 8;
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public boolean signsMessages(SignatureMechanism scheme, DigestAlgorithm digest) {
        TokenMechanisms mechanisms = mechanisms();
        if (scheme instanceof SignatureMechanism.RsaPss) {
            boolean ofDigest = mechanisms.has(PKCS11Constants.CKM_RSA_PKCS_PSS, CKF_SIGN);
            return mechanisms.has(MessageSigning.pss(digest)) && !ofDigest && !appliesRaw();
        }
        return mechanisms.has(MessageSigning.pkcs1(digest)) && !signsDigests();
    }

    private boolean signsDigests() {
        return mechanisms().has(PKCS11Constants.CKM_RSA_PKCS, CKF_SIGN)
                && SigningProof.of(this, publicKey, PKCS11Constants.CKM_RSA_PKCS, PADDED);
    }

    /** Refuses what such a key will never do, before the token says that something failed. */
    private void requireDigests() {
        TokenMechanisms mechanisms = mechanisms();
        if (mechanisms.has(MessageSigning.pkcs1(DigestAlgorithm.SHA256))
                && mechanisms.has(PKCS11Constants.CKM_RSA_PKCS, CKF_SIGN)
                && !signsDigests()) {
            throw TokenErrors.messagesOnly(token().slot().toString());
        }
    }

    /** Where a key does not sign digests, it is not applied to whole blocks either. */
    private boolean appliesRaw() {
        return mechanisms().has(PKCS11Constants.CKM_RSA_X_509, CKF_SIGN) && signsDigests();
    }

    private byte[] signMessage(SignatureMechanism.OfMessage message, byte[] input)
            throws SignatureException {
        if (input.length == 0) {
            // The wrapper would pass a null pointer, and the token would keep the operation.
            throw TokenErrors.lacks(
                    token().slot().toString(),
                    "a way to take an empty message",
                    keySpec().toString());
        }
        if (message.scheme() instanceof SignatureMechanism.RsaPss pss) {
            requireRoom(pss, publicKey.getModulus().bitLength());
            return sign(
                    TokenSession.mechanism(
                            MessageSigning.pss(message.digest()), Pkcs11RsaParameters.pss(pss)),
                    input);
        }
        return sign(TokenSession.mechanism(MessageSigning.pkcs1(message.digest()), null), input);
    }

    @Override
    public byte[] sign(SignatureMechanism mechanism, byte[] input) throws SignatureException {
        if (mechanism instanceof SignatureMechanism.OfMessage message) {
            return signMessage(message, input);
        }
        if (mechanism instanceof SignatureMechanism.RsaPkcs1 pkcs1) {
            DigestAlgorithm digest = pkcs1.digest();
            byte[] message =
                    digest == null ? input : RsaSignatureEncoding.digestInfo(digest, input);
            if (message.length > length - PKCS1_OVERHEAD) {
                throw new SignatureException(
                        "the key signs at most " + (length - PKCS1_OVERHEAD) + " bytes");
            }
            if (message.length == 0) {
                return signEmpty();
            }
            mechanisms().require(PKCS11Constants.CKM_RSA_PKCS, "PKCS#1 signing");
            requireDigests();
            return sign(TokenSession.mechanism(PKCS11Constants.CKM_RSA_PKCS, null), message);
        }
        if (mechanism instanceof SignatureMechanism.RsaPss pss) {
            return signPss(pss, input);
        }
        throw new SignatureException("an RSA key does not sign with " + mechanism);
    }

    /** The wrapper cannot pass an empty message, so its block goes, RFC 8017 section 9.2. */
    private byte[] signEmpty() {
        byte[] block = new byte[length];
        Arrays.fill(block, 2, length - 1, (byte) 0xFF);
        block[1] = 1;
        mechanisms().require(PKCS11Constants.CKM_RSA_X_509, "an empty message");
        return sign(TokenSession.mechanism(PKCS11Constants.CKM_RSA_X_509, null), block);
    }

    private byte[] sign(CK_MECHANISM mechanism, byte[] message) {
        return token().with(
                        session ->
                                session.sign(mechanism, object().handle(session), message, length));
    }

    private byte[] signPss(SignatureMechanism.RsaPss pss, byte[] input) throws SignatureException {
        if (input.length != pss.digest().length()) {
            throw new SignatureException(
                    "the input is no " + pss.digest().jcaName() + " digest, which PSS signs");
        }
        // Refuses what does not fit, and is what the raw key is applied to if need be.
        int bits = publicKey.getModulus().bitLength();
        TokenMechanisms mechanisms = mechanisms();
        CK_RSA_PKCS_PSS_PARAMS parameters = Pkcs11RsaParameters.pss(pss);
        requireRoom(pss, bits);
        if (parameters != null && mechanisms.mayDo(PKCS11Constants.CKM_RSA_PKCS_PSS, pss)) {
            byte[] signature =
                    token().with(
                                    session ->
                                            signUnlessRefused(
                                                    session, parameters, pss, mechanisms, input));
            if (signature.length > 0) {
                return signature;
            }
        }
        mechanisms.require(PKCS11Constants.CKM_RSA_X_509, pss);
        requireDigests();
        byte[] encoded = RsaSignatureEncoding.pss(pss, input, bits);
        return sign(TokenSession.mechanism(PKCS11Constants.CKM_RSA_X_509, null), encoded);
    }

    private static void requireRoom(SignatureMechanism.RsaPss pss, int modulusBits)
            throws SignatureException {
        int room = (modulusBits - 1 + 7) / 8 - 2 - pss.digest().length();
        if (pss.saltLength() > room) {
            throw new SignatureException(
                    "the digest and salt do not fit into a PSS signature of this key");
        }
    }

    private byte[] signUnlessRefused(
            TokenSession session,
            CK_RSA_PKCS_PSS_PARAMS parameters,
            SignatureMechanism.RsaPss pss,
            TokenMechanisms mechanisms,
            byte[] input)
            throws PKCS11Exception {
        try {
            session.signInit(
                    TokenSession.mechanism(PKCS11Constants.CKM_RSA_PKCS_PSS, parameters),
                    object().handle(session));
        } catch (PKCS11Exception e) {
            if (Ckr.isParametersRefused(e.getErrorCode())) {
                mechanisms.refused(pss);
                return REFUSED;
            }
            throw e;
        }
        return session.exactly(length, session.signInitialized(input));
    }

    @Override
    public byte[] decrypt(DecryptionMechanism mechanism, byte[] ciphertext)
            throws BadPaddingException, IllegalBlockSizeException {
        if (ciphertext.length > length) {
            throw new IllegalBlockSizeException(
                    "the ciphertext is longer than the modulus of " + length + " bytes");
        }
        byte[] block = new byte[length];
        System.arraycopy(ciphertext, 0, block, length - ciphertext.length, ciphertext.length);
        try {
            if (mechanism instanceof DecryptionMechanism.RsaOaep oaep) {
                return new OaepDecryption(this, publicKey, oaep.parameters()).decrypt(block);
            }
            mechanisms().require(PKCS11Constants.CKM_RSA_PKCS, "PKCS#1 decryption");
            return decrypt(TokenSession.mechanism(PKCS11Constants.CKM_RSA_PKCS, null), block);
        } catch (DataRefused | BadPaddingException e) {
            // One message for every reason, and no cause: an attacker learns nothing from it.
            throw new BadPaddingException("the ciphertext does not decrypt with this key");
        }
    }

    private byte[] decrypt(CK_MECHANISM mechanism, byte[] block) {
        return token().with(session -> session.decrypt(mechanism, object().handle(session), block));
    }
}
