package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.kmsjca.KeySpec;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * An RSA key pair of the token under which keys travel into it: secret keys by OAEP, longer ones by
 * KWP under an AES key that went before.
 */
final class ImportWrappingKey extends ImportWay {
    /** RFC 8017 section 7.1.1: 2 hashes and 2 bytes of 256. */
    private static final int LONGEST = 256 - 2 * 20 - 2;

    ImportWrappingKey() {
        super(KeySpec.RSA_2048, PKCS11Constants.CKA_UNWRAP);
    }

    @Override
    long mechanism() {
        return PKCS11Constants.CKM_RSA_PKCS_OAEP;
    }

    @Override
    boolean isListed(TokenMechanisms mechanisms, KeySpec spec, int length) {
        return mechanisms.has(mechanism(), PKCS11Constants.CKF_UNWRAP)
                && mechanisms.has(PKCS11Constants.CKM_RSA_PKCS_KEY_PAIR_GEN)
                && (isWithinOaep(spec, length) || keyWrap(mechanisms) != null);
    }

    @Override
    long bring(TokenSession session, KeySpec spec, byte[] clear, Attributes template)
            throws PKCS11Exception {
        if (isWithinOaep(spec, clear.length)) {
            return oaep(session, clear, template);
        }
        byte[] kek = new byte[KEK_LENGTH];
        SystemRandom.source().nextBytes(kek);
        try {
            long wrappingKey =
                    oaep(
                            session,
                            kek,
                            receiving(
                                    PKCS11Constants.CKO_SECRET_KEY,
                                    PKCS11Constants.CKK_AES,
                                    PKCS11Constants.CKA_UNWRAP));
            return unwrapUnder(session, wrappingKey, kek, clear, template);
        } finally {
            Arrays.fill(kek, (byte) 0);
        }
    }

    private static boolean isWithinOaep(KeySpec spec, int length) {
        return spec.keyType().isSymmetric() && length <= LONGEST;
    }

    private long oaep(TokenSession session, byte[] clear, Attributes template)
            throws PKCS11Exception {
        var parameters =
                Pkcs11RsaParameters.oaep(DigestAlgorithm.SHA1, DigestAlgorithm.SHA1, new byte[0]);
        byte[] encrypted =
                encrypted(
                        "RSA/ECB/OAEPPadding",
                        publicKey(),
                        new OAEPParameterSpec(
                                "SHA-1",
                                "MGF1",
                                MGF1ParameterSpec.SHA1,
                                PSource.PSpecified.DEFAULT),
                        clear);
        return session.cryptoki()
                .C_UnwrapKey(
                        session.handle(),
                        TokenSession.mechanism(PKCS11Constants.CKM_RSA_PKCS_OAEP, parameters),
                        privateKey(),
                        encrypted,
                        template.template(),
                        true);
    }
}
