package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.util.BigIntegers;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.crypto.verification.DigestVerifier;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.mechanism.SignatureMechanism.Ecdsa.Format;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * One use of a private key that its public half confirms: a signature of a random value, or where
 * its attributes allow none a decryption or a key agreement. What comes of it stays here.
 */
record KeyProof(KeySpec keySpec, PublicKey publicKey) {
    private static final int LENGTH = 32;

    private static final List<DigestAlgorithm> HASHES =
            List.of(DigestAlgorithm.SHA256, DigestAlgorithm.SHA512, DigestAlgorithm.SHA1);

    /** Whether the object is the private half; false as well when it is of another kind. */
    boolean isGivenBy(TokenSession session, long object) throws PKCS11Exception {
        try {
            if (session.isSet(object, PKCS11Constants.CKA_SIGN)) {
                return signs(session, object);
            }
            if (session.isSet(object, PKCS11Constants.CKA_DERIVE)) {
                return agrees(session, object);
            }
            return session.isSet(object, PKCS11Constants.CKA_DECRYPT) && decrypts(session, object);
        } catch (PKCS11Exception e) {
            if (Ckr.isOfAnotherKind(e.getErrorCode())) {
                return false;
            }
            throw e;
        } catch (GeneralSecurityException e) {
            return false; // what the token gave has not even the form
        }
    }

    private boolean signs(TokenSession session, long object)
            throws PKCS11Exception, GeneralSecurityException {
        byte[] value = SystemRandom.bytes(LENGTH);
        return switch (keySpec.keyType()) {
            case RSA -> {
                var pkcs1 = new SignatureMechanism.RsaPkcs1(null);
                yield signs(session, object, PKCS11Constants.CKM_RSA_PKCS, pkcs1)
                        || signsMessage(
                                session,
                                object,
                                MessageSigning::pkcs1,
                                SignatureMechanism.RsaPkcs1::new);
            }
            case EC -> {
                var ecdsa = new SignatureMechanism.Ecdsa(Format.P1363);
                yield signs(session, object, PKCS11Constants.CKM_ECDSA, ecdsa)
                        || signsMessage(session, object, MessageSigning::ecdsa, digest -> ecdsa);
            }
            case SM2 -> {
                long code =
                        session.connection().mechanisms().vendorCode("CKM_SM2", keySpec.toString());
                byte[] plain = signed(session, object, code, value);
                yield DigestVerifier.of(new SignatureMechanism.Sm2(), publicKey)
                        .verify(value, HsmPureSigningKey.der(plain));
            }
            case ED25519 -> {
                byte[] message = message(value);
                Signature verification = Signature.getInstance("Ed25519", JdkProviders.sunEc());
                verification.initVerify(publicKey);
                verification.update(message);
                yield verification.verify(
                        signed(session, object, PKCS11Constants.CKM_EDDSA, message));
            }
            default -> throw new IllegalStateException(keySpec + " has no public half");
        };
    }

    /**
     * Whether the key signs a digest, as its public half confirms. False as well when the token
     * does not list the mechanism, refuses the key, or is well and fails.
     */
    boolean signs(TokenSession session, long object, long code, SignatureMechanism mechanism)
            throws PKCS11Exception {
        byte[] value = SystemRandom.bytes(LENGTH);
        return session.connection().mechanisms().has(code)
                && isConfirmed(session, object, code, value, mechanism, value);
    }

    /** Whether it signs a message that the token hashes, by the first mechanism that it lists. */
    private boolean signsMessage(
            TokenSession session,
            long object,
            ToLongFunction<DigestAlgorithm> table,
            Function<DigestAlgorithm, SignatureMechanism> mechanism)
            throws PKCS11Exception, GeneralSecurityException {
        for (DigestAlgorithm digest : HASHES) {
            long code = table.applyAsLong(digest);
            if (session.connection().mechanisms().has(code)) {
                byte[] message = message(SystemRandom.bytes(LENGTH));
                byte[] value =
                        MessageDigest.getInstance(digest.jcaName(), JdkProviders.sun())
                                .digest(message);
                return isConfirmed(session, object, code, message, mechanism.apply(digest), value);
            }
        }
        return false;
    }

    private boolean isConfirmed(
            TokenSession session,
            long object,
            long code,
            byte[] input,
            SignatureMechanism mechanism,
            byte[] value)
            throws PKCS11Exception {
        try {
            byte[] signature = session.sign(TokenSession.mechanism(code, null), object, input);
            return DigestVerifier.of(mechanism, publicKey).verify(value, signature);
        } catch (PKCS11Exception e) {
            if (Ckr.isPermanent(e.getErrorCode())
                    || (Ckr.isAmbiguous(e.getErrorCode()) && session.connection().isWell())) {
                session.renew();
                return false;
            }
            throw e;
        } catch (GeneralSecurityException e) {
            return false; // what the token gave has not even the form
        }
    }

    /** A message that nobody means: the signature would be worth nothing outside. */
    private static byte[] message(byte[] value) {
        byte[] prefix = "kms: is this the key? ".getBytes(StandardCharsets.US_ASCII);
        byte[] message = Arrays.copyOf(prefix, prefix.length + value.length);
        System.arraycopy(value, 0, message, prefix.length, value.length);
        return message;
    }

    private byte[] signed(TokenSession session, long object, long code, byte[] input)
            throws PKCS11Exception {
        session.connection().mechanisms().require(code, keySpec);
        return session.sign(TokenSession.mechanism(code, null), object, input);
    }

    /** By the first mechanism that the token lists and the key may be used with. */
    private boolean decrypts(TokenSession session, long object)
            throws PKCS11Exception, GeneralSecurityException {
        if (keySpec.keyType() != KeyType.RSA) {
            return false;
        }
        Map<String, CK_MECHANISM> paddings = new LinkedHashMap<>();
        paddings.put("PKCS1Padding", TokenSession.mechanism(PKCS11Constants.CKM_RSA_PKCS, null));
        paddings.put("NoPadding", TokenSession.mechanism(PKCS11Constants.CKM_RSA_X_509, null));
        paddings.put(
                "OAEPWithSHA-1AndMGF1Padding",
                TokenSession.mechanism(
                        PKCS11Constants.CKM_RSA_PKCS_OAEP,
                        Pkcs11RsaParameters.oaep(
                                DigestAlgorithm.SHA1, DigestAlgorithm.SHA1, new byte[0])));
        for (Map.Entry<String, CK_MECHANISM> padding : paddings.entrySet()) {
            CK_MECHANISM mechanism = padding.getValue();
            if (session.connection()
                    .mechanisms()
                    .has(mechanism.mechanism, PKCS11Constants.CKF_DECRYPT)) {
                try {
                    return decrypts(session, object, padding.getKey(), mechanism);
                } catch (PKCS11Exception e) {
                    if (!Ckr.isPermanent(e.getErrorCode())) {
                        throw e;
                    }
                    session.renew(); // CKA_ALLOWED_MECHANISMS may leave another
                }
            }
        }
        return false;
    }

    private boolean decrypts(
            TokenSession session, long object, String padding, CK_MECHANISM mechanism)
            throws PKCS11Exception, GeneralSecurityException {
        byte[] value = SystemRandom.bytes(LENGTH);
        Cipher cipher = Cipher.getInstance("RSA/ECB/" + padding, JdkProviders.sunJce());
        cipher.init(Cipher.ENCRYPT_MODE, publicKey);
        try {
            byte[] result = session.decrypt(mechanism, object, cipher.doFinal(value));
            int zeros = Math.max(0, result.length - LENGTH); // of a block
            return Arrays.equals(value, Arrays.copyOfRange(result, zeros, result.length));
        } catch (DataRefused e) {
            session.renew();
            return false;
        }
    }

    private boolean agrees(TokenSession session, long object)
            throws PKCS11Exception, GeneralSecurityException {
        var domain = new ECDomainParameters(ECNamedCurveTable.getByName(keySpec.parameterSet()));
        var generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(domain, SystemRandom.source()));
        AsymmetricCipherKeyPair ephemeral = generator.generateKeyPair();
        var agreement = new ECDHBasicAgreement();
        agreement.init(ephemeral.getPrivate());
        int length = (domain.getCurve().getFieldSize() + 7) / 8;
        byte[] expected;
        try {
            expected =
                    BigIntegers.asUnsignedByteArray(
                            length,
                            agreement.calculateAgreement(
                                    PublicKeyFactory.createKey(publicKey.getEncoded())));
        } catch (IOException e) {
            throw new IllegalStateException("a public key of the store is well-formed", e);
        }
        byte[] point = ((ECPublicKeyParameters) ephemeral.getPublic()).getQ().getEncoded(false);
        return Arrays.equals(expected, HsmEcKey.derive(session, object, point, length));
    }
}
