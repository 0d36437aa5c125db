package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_ECDH1_DERIVE_PARAMS;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.util.List;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.encoding.EcdsaSignatureEncoding;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.protection.AgreementKey;
import org.kmsjca.protection.SigningKey;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** An elliptic-curve key: raw ECDSA of a digest, or ECDH. */
final class HsmEcKey extends HsmKey implements SigningKey, AgreementKey {
    private static final CK_MECHANISM ECDSA =
            TokenSession.mechanism(PKCS11Constants.CKM_ECDSA, null);

    /** Of SHA-1, SHA-256, SHA-384 and SHA-512. */
    private static final List<Integer> DIGEST_LENGTHS = List.of(20, 32, 48, 64);

    private final PublicKey publicKey;
    private final ECDomainParameters domain;

    HsmEcKey(TokenKeyReference place, PublicKey publicKey) {
        super(place);
        this.publicKey = publicKey;
        this.domain = domain(place.keySpec());
    }

    private static ECDomainParameters domain(KeySpec spec) {
        return new ECDomainParameters(ECNamedCurveTable.getByName(spec.parameterSet()));
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public boolean signsMessages(SignatureMechanism scheme, DigestAlgorithm digest) {
        return mechanisms().has(MessageSigning.ecdsa(digest)) && !signsDigests();
    }

    private boolean signsDigests() {
        return SigningProof.of(
                this,
                publicKey,
                PKCS11Constants.CKM_ECDSA,
                new SignatureMechanism.Ecdsa(SignatureMechanism.Ecdsa.Format.P1363));
    }

    @Override
    public byte[] sign(SignatureMechanism mechanism, byte[] input) throws SignatureException {
        if (mechanism instanceof SignatureMechanism.OfMessage message
                && message.scheme() instanceof SignatureMechanism.Ecdsa ecdsa) {
            long code = MessageSigning.ecdsa(message.digest());
            if (input.length == 0) {
                throw TokenErrors.lacks(
                        token().slot().toString(),
                        "a way to take an empty message",
                        keySpec().toString());
            }
            return sign(ecdsa, TokenSession.mechanism(code, null), input);
        }
        if (!(mechanism instanceof SignatureMechanism.Ecdsa ecdsa)) {
            throw new SignatureException("an EC key signs with ECDSA, not with " + mechanism);
        }
        mechanisms().require(PKCS11Constants.CKM_ECDSA, "ECDSA");
        return sign(ecdsa, ECDSA, digest(input));
    }

    /**
     * The digest as tokens take it. Orders fill their bytes, but for P-521, which no digest fills:
     * cutting bytes is FIPS 186. TPMs take digests of a known length alone, not SHA-224's; with
     * zeros before it the number is the same, and so is that of an empty one.
     */
    private byte[] digest(byte[] input) {
        int bits = domain.getN().bitLength();
        int length = Math.min(input.length, (bits + 7) / 8);
        int known =
                DIGEST_LENGTHS.stream()
                        .filter(each -> each >= length && each <= bits / 8)
                        .findFirst()
                        .orElse(length);
        byte[] digest = new byte[known];
        System.arraycopy(input, 0, digest, known - length, length);
        return digest;
    }

    private byte[] sign(SignatureMechanism.Ecdsa ecdsa, CK_MECHANISM mechanism, byte[] input)
            throws SignatureException {
        int half = (domain.getN().bitLength() + 7) / 8;
        byte[] plain =
                token().with(session -> session.sign(mechanism, object().handle(session), input));
        if (plain.length != 2 * half) {
            throw new SignatureException(
                    "the token gave a signature of "
                            + plain.length
                            + " bytes where r and s have "
                            + 2 * half);
        }
        return ecdsa.format() == SignatureMechanism.Ecdsa.Format.P1363
                ? plain
                : EcdsaSignatureEncoding.encode(
                        ecdsa.format(),
                        domain.getN(),
                        new BigInteger(1, plain, 0, half),
                        new BigInteger(1, plain, half, half));
    }

    @Override
    public byte[] agree(PublicKey peer) throws InvalidKeyException {
        byte[] point = point(peer);
        mechanisms().require(PKCS11Constants.CKM_ECDH1_DERIVE, "ECDH");
        int length = (domain.getCurve().getFieldSize() + 7) / 8;
        return token().with(session -> derive(session, object().handle(session), point, length));
    }

    /** The shared secret leaves the token, as this operation is meant to. */
    static byte[] derive(TokenSession session, long key, byte[] point, int length)
            throws PKCS11Exception {
        var parameters = new CK_ECDH1_DERIVE_PARAMS();
        parameters.kdf = PKCS11Constants.CKD_NULL;
        parameters.pPublicData = point;
        CK_MECHANISM mechanism =
                TokenSession.mechanism(PKCS11Constants.CKM_ECDH1_DERIVE, parameters);
        var template =
                new Attributes()
                        .with(PKCS11Constants.CKA_CLASS, PKCS11Constants.CKO_SECRET_KEY)
                        .with(PKCS11Constants.CKA_KEY_TYPE, PKCS11Constants.CKK_GENERIC_SECRET)
                        .with(PKCS11Constants.CKA_SENSITIVE, false)
                        .with(PKCS11Constants.CKA_EXTRACTABLE, true)
                        .with(PKCS11Constants.CKA_VALUE_LEN, (long) length);
        session.uses(mechanism);
        long secret =
                session.cryptoki()
                        .C_DeriveKey(session.handle(), mechanism, key, template.template(), true);
        session.irrevocable();
        try {
            byte[] value = session.bytes(secret, PKCS11Constants.CKA_VALUE);
            if (value == null || value.length != length) {
                throw new KmsException(
                        KmsErrorCode.UNSUPPORTED_OPERATION,
                        "the token does not give shared secrets out of ECDH");
            }
            return value;
        } finally {
            session.destroy(secret);
        }
    }

    private byte[] point(PublicKey peer) throws InvalidKeyException {
        byte[] encoded = peer.getEncoded();
        try {
            // Bouncy Castle checks that the point is on its curve.
            if (encoded != null
                    && PublicKeyFactory.createKey(encoded) instanceof ECPublicKeyParameters key
                    && domain.equals(key.getParameters())) {
                return key.getQ().getEncoded(false);
            }
        } catch (IOException | RuntimeException e) {
            throw new InvalidKeyException("the other party's public key is not valid", e);
        }
        throw new InvalidKeyException(
                "the other party's public key is not on " + keySpec().parameterSet());
    }
}
