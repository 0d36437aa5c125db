package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.SignatureException;
import org.kmsjca.crypto.Sm2PublicKey;
import org.kmsjca.crypto.encoding.EcdsaSignatureEncoding;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.protection.SigningKey;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** A key that signs what it is given: Ed25519 messages, or SM2's digest by a vendor's mechanism. */
final class HsmPureSigningKey extends HsmKey implements SigningKey {
    /** Of both: a point and a number, or two numbers. */
    private static final int LENGTH = 64;

    private final PublicKey publicKey;

    HsmPureSigningKey(TokenKeyReference place, PublicKey publicKey) {
        super(place);
        this.publicKey = publicKey;
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(SignatureMechanism mechanism, byte[] input) throws SignatureException {
        TokenMechanisms mechanisms = mechanisms();
        if (mechanism instanceof SignatureMechanism.Ed25519) {
            if (input.length == 0) {
                // The wrapper would pass a null pointer, and the token would keep the operation.
                throw TokenErrors.lacks(
                        token().slot().toString(),
                        "a way to take an empty message",
                        keySpec().toString());
            }
            mechanisms.require(PKCS11Constants.CKM_EDDSA, keySpec());
            return sign(TokenSession.mechanism(PKCS11Constants.CKM_EDDSA, null), input);
        }
        if (mechanism instanceof SignatureMechanism.Sm2) {
            long code = mechanisms.vendorCode("CKM_SM2", keySpec());
            mechanisms.require(code, keySpec());
            return der(sign(TokenSession.mechanism(code, null), input));
        }
        throw new SignatureException("a " + keySpec() + " key does not sign with " + mechanism);
    }

    private byte[] sign(CK_MECHANISM mechanism, byte[] input) {
        return token().with(
                        session ->
                                session.sign(mechanism, object().handle(session), input, LENGTH));
    }

    static byte[] der(byte[] plain) throws SignatureException {
        int half = plain.length / 2;
        return EcdsaSignatureEncoding.encode(
                SignatureMechanism.Ecdsa.Format.DER,
                Sm2PublicKey.domain().getN(),
                new BigInteger(1, plain, 0, half),
                new BigInteger(1, plain, half, half));
    }
}
