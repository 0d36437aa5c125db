package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
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
import org.kmsjca.mechanism.JdkProviders;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.mechanism.SignatureMechanism.Ecdsa.Format;
import org.kmsjca.mechanism.SystemRandom;
import org.kmsjca.mechanism.verification.DigestVerifier;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * One use of a private key that its public half confirms: a signature of a random value, or where
 * its attributes allow none a decryption or a key agreement. What comes of it stays here.
 */
record KeyProof(KeySpec keySpec, PublicKey publicKey) {
    private static final int LENGTH = 32;

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
            case RSA ->
                    DigestVerifier.of(new SignatureMechanism.RsaPkcs1(null), publicKey)
                            .verify(
                                    value,
                                    signed(session, object, PKCS11Constants.CKM_RSA_PKCS, value));
            case EC ->
                    DigestVerifier.of(new SignatureMechanism.Ecdsa(Format.P1363), publicKey)
                            .verify(
                                    value,
                                    signed(session, object, PKCS11Constants.CKM_ECDSA, value));
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

    /** CKM_RSA_PKCS decrypts with the same mechanism. */
    private boolean decrypts(TokenSession session, long object)
            throws PKCS11Exception, GeneralSecurityException {
        if (keySpec.keyType() != KeyType.RSA) {
            return false;
        }
        byte[] value = SystemRandom.bytes(LENGTH);
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", JdkProviders.sunJce());
        cipher.init(Cipher.ENCRYPT_MODE, publicKey);
        var mechanism = TokenSession.mechanism(PKCS11Constants.CKM_RSA_PKCS, null);
        try {
            return Arrays.equals(value, session.decrypt(mechanism, object, cipher.doFinal(value)));
        } catch (DataRefused e) {
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
