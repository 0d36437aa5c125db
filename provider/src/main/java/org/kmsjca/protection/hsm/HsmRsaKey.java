package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.CK_RSA_PKCS_OAEP_PARAMS;
import iaik.pkcs.pkcs11.wrapper.CK_RSA_PKCS_PSS_PARAMS;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.kmsjca.mechanism.DecryptionMechanism;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.mechanism.encoding.RsaOaepEncoding;
import org.kmsjca.mechanism.encoding.RsaSignatureEncoding;
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
    public byte[] sign(SignatureMechanism mechanism, byte[] input) throws SignatureException {
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
            token().mechanisms().require(PKCS11Constants.CKM_RSA_PKCS, "PKCS#1 signing");
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
        token().mechanisms().require(PKCS11Constants.CKM_RSA_X_509, "an empty message");
        return sign(TokenSession.mechanism(PKCS11Constants.CKM_RSA_X_509, null), block);
    }

    private byte[] sign(CK_MECHANISM mechanism, byte[] message) {
        return token().with(session -> session.sign(mechanism, object().handle(session), message));
    }

    private byte[] signPss(SignatureMechanism.RsaPss pss, byte[] input) throws SignatureException {
        if (input.length != pss.digest().length()) {
            throw new SignatureException(
                    "the input is no " + pss.digest().jcaName() + " digest, which PSS signs");
        }
        // Refuses what does not fit, and is what the raw key is applied to if need be.
        int bits = publicKey.getModulus().bitLength();
        TokenMechanisms mechanisms = token().mechanisms();
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
        return session.signInitialized(input);
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
                return decryptOaep(oaep.parameters(), block);
            }
            token().mechanisms().require(PKCS11Constants.CKM_RSA_PKCS, "PKCS#1 decryption");
            return decrypt(TokenSession.mechanism(PKCS11Constants.CKM_RSA_PKCS, null), block);
        } catch (DataRefused | BadPaddingException e) {
            // One message for every reason, and no cause: an attacker learns nothing from it.
            throw new BadPaddingException("the ciphertext does not decrypt with this key");
        }
    }

    private byte[] decrypt(CK_MECHANISM mechanism, byte[] block) {
        return token().with(session -> session.decrypt(mechanism, object().handle(session), block));
    }

    private byte[] decryptOaep(OAEPParameterSpec spec, byte[] block) throws BadPaddingException {
        DigestAlgorithm digest = digest(spec.getDigestAlgorithm());
        DigestAlgorithm mask =
                digest(((MGF1ParameterSpec) spec.getMGFParameters()).getDigestAlgorithm());
        byte[] label = ((PSource.PSpecified) spec.getPSource()).getValue();
        TokenMechanisms mechanisms = token().mechanisms();
        CK_RSA_PKCS_OAEP_PARAMS parameters = Pkcs11RsaParameters.oaep(digest, mask, label);
        String asked = "OAEP with " + digest + ", MGF1 with " + mask;
        // Tokens take labels at Init and then refuse each ciphertext.
        boolean raw = label.length > 0 && mechanisms.has(PKCS11Constants.CKM_RSA_X_509);
        if (parameters != null
                && !raw
                && mechanisms.mayDo(PKCS11Constants.CKM_RSA_PKCS_OAEP, asked)) {
            byte[][] result = {null};
            boolean done =
                    token().with(
                                    session -> {
                                        if (!initOaep(session, parameters, asked, mechanisms)) {
                                            return false;
                                        }
                                        result[0] = session.decryptInitialized(block);
                                        return true;
                                    });
            if (done) {
                return Objects.requireNonNull(result[0]);
            }
        }
        mechanisms.require(PKCS11Constants.CKM_RSA_X_509, asked);
        byte[] encoded =
                decrypt(TokenSession.mechanism(PKCS11Constants.CKM_RSA_X_509, null), block);
        byte[] whole = new byte[length];
        System.arraycopy(encoded, 0, whole, length - encoded.length, encoded.length);
        return RsaOaepEncoding.decode(whole, digest, mask, label);
    }

    private boolean initOaep(
            TokenSession session,
            CK_RSA_PKCS_OAEP_PARAMS parameters,
            String asked,
            TokenMechanisms mechanisms)
            throws PKCS11Exception {
        try {
            session.decryptInit(
                    TokenSession.mechanism(PKCS11Constants.CKM_RSA_PKCS_OAEP, parameters),
                    object().handle(session));
            return true;
        } catch (PKCS11Exception e) {
            if (Ckr.isParametersRefused(e.getErrorCode())) {
                mechanisms.refused(asked);
                return false;
            }
            throw e;
        }
    }

    private static DigestAlgorithm digest(String name) {
        return Objects.requireNonNull(DigestAlgorithm.find(name), "checked by the caller");
    }
}
