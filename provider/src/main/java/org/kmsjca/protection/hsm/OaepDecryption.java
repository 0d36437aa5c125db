package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.CK_RSA_PKCS_OAEP_PARAMS;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.jspecify.annotations.Nullable;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.crypto.encoding.RsaOaepEncoding;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * OAEP, by the token where it was seen once to do these parameters: there are modules that take
 * them and compute with others, and then data look lost. What it does not do, and what tokens are
 * known to do wrongly (labels, unequal digests), is decoded here, and the token applies the key.
 */
final class OaepDecryption {
    private static final int TRIAL = 16;

    private final HsmRsaKey key;
    private final RSAPublicKey publicKey;
    private final OAEPParameterSpec spec;
    private final DigestAlgorithm digest;
    private final DigestAlgorithm mask;
    private final byte[] label;

    OaepDecryption(HsmRsaKey key, RSAPublicKey publicKey, OAEPParameterSpec spec) {
        this.key = key;
        this.publicKey = publicKey;
        this.spec = spec;
        this.digest = digest(spec.getDigestAlgorithm());
        this.mask = digest(((MGF1ParameterSpec) spec.getMGFParameters()).getDigestAlgorithm());
        this.label = ((PSource.PSpecified) spec.getPSource()).getValue();
    }

    private static DigestAlgorithm digest(String name) {
        return Objects.requireNonNull(DigestAlgorithm.find(name), "checked by the caller");
    }

    /** What a token was seen to do, or not. */
    private record Asked(DigestAlgorithm digest, DigestAlgorithm mask, boolean labelled) {
        @Override
        public String toString() {
            return "OAEP with " + digest + ", MGF1 with " + mask + (labelled ? " and a label" : "");
        }
    }

    /**
     * Decrypts a block of the modulus's length.
     *
     * @throws DataRefused or BadPaddingException when it is not of this key and these parameters
     */
    byte[] decrypt(byte[] block) throws BadPaddingException {
        TokenMechanisms mechanisms = key.mechanisms();
        long decrypts = PKCS11Constants.CKF_DECRYPT;
        boolean hasRaw = mechanisms.has(PKCS11Constants.CKM_RSA_X_509, decrypts);
        var asked = new Asked(digest, mask, label.length > 0);
        CK_RSA_PKCS_OAEP_PARAMS parameters = Pkcs11RsaParameters.oaep(digest, mask, label);
        boolean mistaken = hasRaw && (asked.labelled() || digest != mask);
        if (parameters != null
                && !mistaken
                && mechanisms.has(PKCS11Constants.CKM_RSA_PKCS_OAEP, decrypts)
                && mechanisms.proof(asked, () -> isDone(parameters))) {
            return key.token().with(session -> byToken(session, parameters, block));
        }
        mechanisms.require(PKCS11Constants.CKM_RSA_X_509, asked);
        byte[] encoded = raw(block);
        try {
            return RsaOaepEncoding.decode(encoded, digest, mask, label);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private byte[] byToken(TokenSession session, CK_RSA_PKCS_OAEP_PARAMS parameters, byte[] block)
            throws PKCS11Exception {
        CK_MECHANISM oaep = TokenSession.mechanism(PKCS11Constants.CKM_RSA_PKCS_OAEP, parameters);
        return session.decrypt(oaep, key.object().handle(session), block);
    }

    /** A round trip with the public key. */
    private boolean isDone(CK_RSA_PKCS_OAEP_PARAMS parameters) {
        byte[] clear = SystemRandom.bytes(TRIAL);
        byte[] block = encrypted(clear);
        byte[][] result = {null};
        try {
            key.token()
                    .with(
                            session -> {
                                result[0] = unlessRefused(session, parameters, block);
                                return true;
                            });
            return Arrays.equals(clear, result[0]);
        } catch (DataRefused e) {
            return false;
        }
    }

    /** Null when the token says at Init that it does not take the parameters. */
    private byte @Nullable [] unlessRefused(
            TokenSession session, CK_RSA_PKCS_OAEP_PARAMS parameters, byte[] block)
            throws PKCS11Exception {
        CK_MECHANISM oaep = TokenSession.mechanism(PKCS11Constants.CKM_RSA_PKCS_OAEP, parameters);
        try {
            session.decryptInit(oaep, key.object().handle(session));
        } catch (PKCS11Exception e) {
            if (Ckr.isParametersRefused(e.getErrorCode())) {
                return null;
            }
            throw e;
        }
        return session.decryptInitialized(block);
    }

    private byte[] encrypted(byte[] clear) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", JdkProviders.sunJce());
            cipher.init(Cipher.ENCRYPT_MODE, publicKey, spec);
            return cipher.doFinal(clear);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has OAEP", e);
        }
    }

    /** The key applied to a block, of which none is bad: a failure tells of the token. */
    private byte[] raw(byte[] block) throws BadPaddingException {
        if (new BigInteger(1, block).compareTo(publicKey.getModulus()) >= 0) {
            throw new BadPaddingException();
        }
        CK_MECHANISM raw = TokenSession.mechanism(PKCS11Constants.CKM_RSA_X_509, null);
        byte[] encoded =
                key.token()
                        .with(
                                session ->
                                        session.decryptAny(
                                                raw, key.object().handle(session), block));
        byte[] whole = new byte[block.length];
        System.arraycopy(encoded, 0, whole, block.length - encoded.length, encoded.length);
        Arrays.fill(encoded, (byte) 0);
        return whole;
    }
}
