package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.mechanism.MacOperation;
import org.kmsjca.protection.ImportableKey;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.KeyPairMaterial;
import org.kmsjca.protection.ProtectionModule;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * Brings other providers' keys into a token: encrypted on the way where the token unwraps them,
 * else in clear. The clear key was in this process before and is wiped here as soon as it is in the
 * token.
 */
final class TokenKeyImport {
    private final HsmToken token;
    private final TokenKeys keys;
    private final ProtectionModule checks;
    private final List<ImportWay> ways = List.of(new ImportAgreementKey(), new ImportWrappingKey());

    /**
     * @param checks tells whether a key is one of its spec
     */
    TokenKeyImport(HsmToken token, TokenKeys keys, ProtectionModule checks) {
        this.token = token;
        this.keys = keys;
        this.checks = checks;
    }

    /** An object in the token and how it got there. */
    private record Arrived(Connection connection, long handle, KeyAttributes attributes) {}

    /** Makes a session object of a key. */
    HsmKey importTransient(KeySpec spec, Key key) throws InvalidKeyException {
        Pkcs11Mechanisms.requireAnyUse(spec, token.mechanisms());
        PublicKey publicKey = check(spec, key);
        byte[] clear = key.getEncoded();
        try {
            token.orderly();
            Arrived arrived = token.keep(session -> bring(session, spec, clear));
            HsmKey imported =
                    keys.transientKey(
                            spec,
                            arrived.connection(),
                            arrived.handle(),
                            arrived.attributes(),
                            publicKey);
            requireUsable(imported);
            return imported;
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** MAC keys may have any length, and tokens want a least one that they do not tell. */
    private static void requireUsable(HsmKey imported) throws InvalidKeyException {
        if (imported instanceof HsmMacKey mac) {
            try {
                // Of one byte, because there are modules that die of an empty message.
                MacOperation operation = mac.mac();
                operation.update(new byte[1], 0, 1);
                operation.doFinal();
            } catch (KmsException e) {
                imported.close();
                if (e.code() == KmsErrorCode.UNSUPPORTED_OPERATION) {
                    throw new InvalidKeyException(e.getMessage(), e);
                }
                throw e;
            }
        }
    }

    private @Nullable PublicKey check(KeySpec spec, Key key) throws InvalidKeyException {
        KeyMaterial checked = checks.importKey(spec, key);
        if (ImportableKey.isPssOnly(key)) {
            checked.close();
            throw new InvalidKeyException(
                    "the key is of id-RSASSA-PSS, to which no token limits it: import it at level"
                            + " SOFTWARE, or as a key of rsaEncryption");
        }
        try {
            return checked instanceof KeyPairMaterial pair ? pair.publicKey() : null;
        } finally {
            checked.close();
        }
    }

    private Arrived bring(TokenSession session, KeySpec spec, byte[] clear) throws PKCS11Exception {
        Pkcs11Mechanisms kind = Pkcs11Mechanisms.of(spec, session.connection().mechanisms());
        Attributes template = KeyTemplates.key(spec, kind, null);
        session.irrevocable();
        for (ImportWay way : ways) {
            Long unwrapped = way.unwrap(session, spec, clear, template);
            if (unwrapped == null) {
                continue;
            }
            KeyAttributes told =
                    KeyAttributes.told(session, unwrapped, KeyAttributes.Entry.UNWRAPPED);
            if (told.isKept()) {
                return new Arrived(session.connection(), unwrapped, told);
            }
            // There are tokens that unwrap to a key which they show, and create one as it is asked.
            session.destroy(unwrapped);
            way.isNotTaken(session, spec);
        }
        long handle = create(session, spec, clear, template);
        try {
            KeyAttributes attributes =
                    KeyAttributes.read(
                            session, handle, KeyAttributes.Entry.CREATED, token.settings());
            return new Arrived(session.connection(), handle, attributes);
        } catch (Throwable e) {
            session.destroy(handle);
            throw e;
        }
    }

    private static long create(
            TokenSession session, KeySpec spec, byte[] clear, Attributes template)
            throws PKCS11Exception {
        if (spec.keyType().isSymmetric()) {
            template.with(PKCS11Constants.CKA_VALUE, clear);
        } else {
            privateValues(spec, clear, template);
        }
        try {
            return TemplateTrials.made(
                    template,
                    tried ->
                            session.cryptoki()
                                    .C_CreateObject(session.handle(), tried.template(), true));
        } finally {
            for (CK_ATTRIBUTE attribute : template.template()) {
                if (attribute.type != PKCS11Constants.CKA_VALUE
                        && attribute.pValue instanceof byte[] value) {
                    Arrays.fill(value, (byte) 0);
                }
            }
        }
    }

    private static void privateValues(KeySpec spec, byte[] clear, Attributes template) {
        AsymmetricKeyParameter key;
        try {
            key = PrivateKeyFactory.createKey(PrivateKeyInfo.getInstance(clear));
        } catch (IOException e) {
            throw new IllegalStateException("a checked key is well-formed", e);
        }
        if (key instanceof RSAPrivateCrtKeyParameters rsa) {
            template.with(PKCS11Constants.CKA_MODULUS, bytes(rsa.getModulus()))
                    .with(PKCS11Constants.CKA_PUBLIC_EXPONENT, bytes(rsa.getPublicExponent()))
                    .with(PKCS11Constants.CKA_PRIVATE_EXPONENT, bytes(rsa.getExponent()))
                    .with(PKCS11Constants.CKA_PRIME_1, bytes(rsa.getP()))
                    .with(PKCS11Constants.CKA_PRIME_2, bytes(rsa.getQ()))
                    .with(PKCS11Constants.CKA_EXPONENT_1, bytes(rsa.getDP()))
                    .with(PKCS11Constants.CKA_EXPONENT_2, bytes(rsa.getDQ()))
                    .with(PKCS11Constants.CKA_COEFFICIENT, bytes(rsa.getQInv()));
            return;
        }
        template.with(PKCS11Constants.CKA_EC_PARAMS, PublicKeyReader.curve(spec));
        if (key instanceof ECPrivateKeyParameters ec) {
            int length = (ec.getParameters().getN().bitLength() + 7) / 8;
            template.with(
                    PKCS11Constants.CKA_VALUE, BigIntegers.asUnsignedByteArray(length, ec.getD()));
        } else if (key instanceof Ed25519PrivateKeyParameters ed25519) {
            template.with(PKCS11Constants.CKA_VALUE, ed25519.getEncoded());
        }
    }

    private static byte[] bytes(BigInteger value) {
        return BigIntegers.asUnsignedByteArray(value);
    }
}
