package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x509.Certificate;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.PublicKeys;
import org.kmsjca.protection.TokenInventory.Adopted;
import org.kmsjca.protection.hsm.ObjectHandles.Name;
import org.kmsjca.protection.hsm.TokenObject.Kept;
import org.kmsjca.text.Loggers;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Takes over keys that somebody else put into a token. */
final class TokenAdoption {
    private final HsmToken token;
    private final KeySeal seal;

    TokenAdoption(HsmToken token, KeySeal seal) {
        this.token = token;
        this.seal = seal;
    }

    /** Takes over the key of that CKA_ID. */
    Adopted adopt(String id, @Nullable KeySpec said, @Nullable KeyUsage wanted) {
        byte[] bytes = parse(id);
        try {
            return token.with(session -> adopt(session, bytes, id, said, wanted));
        } catch (KmsException e) {
            // The token was connected anew for it: the key may have come since it was at first.
            throw e.code() == KmsErrorCode.UNAVAILABLE
                    ? refused(id, "there is none; 'kms hsm list' shows all")
                    : e;
        }
    }

    private Adopted adopt(
            TokenSession session,
            byte[] bytes,
            String id,
            @Nullable KeySpec said,
            @Nullable KeyUsage wanted)
            throws PKCS11Exception {
        Found found = key(session, bytes, id);
        KeySpec spec = said != null ? said : TokenReader.spec(session, found.handle());
        if (spec == null) {
            throw refused(id, "its KeySpec cannot be told: say it with --spec");
        }
        requireKind(session, found, spec, id);
        KeyUsage usage = usage(session, found.handle(), spec, wanted, id);
        KeyAttributes attributes =
                KeyAttributes.told(session, found.handle(), KeyAttributes.Entry.ADOPTED);
        TokenMechanisms mechanisms = session.connection().mechanisms().only(attributes.allowed());
        requireUse(session, found.handle(), spec, usage, mechanisms, id);
        requireKept(attributes, id);
        List<byte[]> certificates = certificates(session, bytes);
        PublicKey publicKey =
                spec.keyType().isSymmetric()
                        ? null
                        : publicKey(session, found, spec, bytes, certificates, id);
        warnOfLimits(attributes, spec, usage, mechanisms, id);
        Name name = Name.of(bytes, found.objectClass());
        KeyIdentity identity = seal.identityOf(session, found.handle(), spec, name, publicKey);
        requireProof(session, found.handle(), spec, identity, publicKey, id);
        var place =
                new TokenKeyReference(
                        token,
                        new Kept(name, identity),
                        spec,
                        attributes,
                        session.connection().slot().serial(),
                        null);
        return new Adopted(TokenKeys.of(place, publicKey), usage, certificates);
    }

    private static byte[] parse(String id) {
        try {
            return HexFormat.of().parseHex(id);
        } catch (IllegalArgumentException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "the CKA_ID '" + id + "' is not written in hexadecimal digits",
                    e);
        }
    }

    private record Found(long handle, long objectClass) {}

    private Found key(TokenSession session, byte[] id, String shown) throws PKCS11Exception {
        List<Found> found = new ArrayList<>();
        for (long objectClass :
                new long[] {PKCS11Constants.CKO_SECRET_KEY, PKCS11Constants.CKO_PRIVATE_KEY}) {
            for (long handle : TokenReader.find(session, objectClass, id)) {
                found.add(new Found(handle, objectClass));
            }
        }
        if (found.isEmpty()) {
            throw new ObjectMissing("key of CKA_ID " + shown); // it may have come since
        }
        if (found.size() != 1) {
            throw refused(shown, "there are " + found.size());
        }
        return found.get(0);
    }

    /** PKCS#11 v2.40, 4.9: such a key may leave the token, in clear or wrapped. */
    private void requireKept(KeyAttributes attributes, String id) {
        KeyAttributes.Exposure exposure = attributes.exposure();
        String weakness = exposure == null ? "" : exposure.weakness();
        if (weakness.isEmpty()) {
            return;
        }
        if (token.settings().strictAdoption()) {
            throw refused(
                    id,
                    weakness
                            + ", and "
                            + token.settings().setting()
                            + "adopt=strict; change that with a tool of the token, or import the"
                            + " key. The key was not changed");
        }
        Loggers.hsm()
                .log(
                        System.Logger.Level.WARNING,
                        "HSM {0}: the key of CKA_ID {1} is adopted as it is, with {2}: whoever has the token''s PIN may get"
                                + " the key out of it",
                        token.settings().name(),
                        id,
                        weakness);
    }

    /** Tells of a key that does less than others of its KeySpec: the rest is refused by name. */
    private void warnOfLimits(
            KeyAttributes attributes,
            KeySpec spec,
            KeyUsage usage,
            TokenMechanisms mechanisms,
            String id) {
        String limit =
                attributes.allowed().isEmpty()
                        ? ""
                        : "CKA_ALLOWED_MECHANISMS has only "
                                + TokenMechanisms.names(attributes.allowed());
        try {
            Pkcs11Mechanisms.requireCmk(spec, usage, mechanisms);
        } catch (KmsException e) {
            limit = String.valueOf(e.getMessage());
        }
        if (!limit.isEmpty()) {
            Loggers.hsm()
                    .log(
                            System.Logger.Level.WARNING,
                            "HSM {0}: the key of CKA_ID {1} is adopted and does less than others: {2}",
                            token.settings().name(),
                            id,
                            limit);
        }
    }

    private void requireKind(TokenSession session, Found found, KeySpec spec, String id)
            throws PKCS11Exception {
        Pkcs11Mechanisms kind = Pkcs11Mechanisms.of(spec, session.connection().mechanisms());
        Object type = session.attribute(found.handle(), PKCS11Constants.CKA_KEY_TYPE);
        if (!Long.valueOf(kind.keyType()).equals(type)
                && !Long.valueOf(Pkcs11Mechanisms.macKeyType(spec)).equals(type)) {
            throw refused(id, "it is no " + spec + " key");
        }
        KeySpec own = TokenReader.spec(session, found.handle());
        if (own != null && own != spec) {
            throw refused(id, "it is a " + own + " key, no " + spec + " key");
        }
    }

    /** Refuses a key that the token would not use, or not so. */
    private static void requireUse(
            TokenSession session,
            long key,
            KeySpec spec,
            KeyUsage usage,
            TokenMechanisms mechanisms,
            String id)
            throws PKCS11Exception {
        try {
            Pkcs11Mechanisms.requireUse(spec, usage, mechanisms);
        } catch (KmsException e) {
            throw refused(id, String.valueOf(e.getMessage()));
        }
        if (session.isSet(key, PKCS11Constants.CKA_ALWAYS_AUTHENTICATE)) {
            throw refused(
                    id,
                    "CKA_ALWAYS_AUTHENTICATE is true: the token wants the PIN again for each"
                            + " operation, which is not done; make the key without it");
        }
    }

    /** Refuses a key that does nothing here: it is tried once, and what came of it is dropped. */
    private static void requireProof(
            TokenSession session,
            long key,
            KeySpec spec,
            KeyIdentity identity,
            @Nullable PublicKey publicKey,
            String id)
            throws PKCS11Exception {
        boolean proven =
                publicKey == null
                        ? identity != KeyIdentity.UNKNOWN
                        : session.aside(s -> new KeyProof(spec, publicKey).isGivenBy(s, key));
        if (!proven) {
            throw refused(
                    id,
                    publicKey == null
                            ? "the token uses it by none of the mechanisms of " + spec
                            : "it gave no signature, decryption or shared secret that its public"
                                    + " half confirms");
        }
    }

    private static KeyUsage usage(
            TokenSession session, long key, KeySpec spec, @Nullable KeyUsage wanted, String id)
            throws PKCS11Exception {
        List<KeyUsage> candidates = new ArrayList<>();
        if (wanted != null) {
            candidates.add(wanted);
        } else {
            candidates.add(spec.defaultUsage());
            candidates.addAll(spec.usages());
        }
        for (KeyUsage usage : candidates) {
            if (spec.usages().contains(usage) && session.isSet(key, flag(usage))) {
                return usage;
            }
        }
        throw refused(
                id,
                "its attributes do not allow " + (wanted == null ? "any use of " + spec : wanted));
    }

    private static long flag(KeyUsage usage) {
        return switch (usage) {
            case SIGN_VERIFY, GENERATE_VERIFY_MAC -> PKCS11Constants.CKA_SIGN;
            case KEY_AGREEMENT -> PKCS11Constants.CKA_DERIVE;
            case ENCRYPT_DECRYPT -> PKCS11Constants.CKA_DECRYPT;
        };
    }

    private static List<byte[]> certificates(TokenSession session, byte[] id)
            throws PKCS11Exception {
        List<byte[]> certificates = new ArrayList<>();
        for (long handle : TokenReader.find(session, PKCS11Constants.CKO_CERTIFICATE, id)) {
            byte[] encoded = session.bytes(handle, PKCS11Constants.CKA_VALUE);
            if (encoded != null && certificates.isEmpty()) {
                certificates.add(encoded);
            }
        }
        return certificates;
    }

    private static PublicKey publicKey(
            TokenSession session,
            Found found,
            KeySpec spec,
            byte[] id,
            List<byte[]> certificates,
            String shown)
            throws PKCS11Exception {
        PublicKey publicKey = PublicKeyReader.read(session, found.handle(), spec);
        for (long handle : TokenReader.find(session, PKCS11Constants.CKO_PUBLIC_KEY, id)) {
            publicKey = publicKey == null ? PublicKeyReader.read(session, handle, spec) : publicKey;
        }
        if (publicKey == null && !certificates.isEmpty()) {
            try {
                byte[] info =
                        Certificate.getInstance(certificates.get(0))
                                .getSubjectPublicKeyInfo()
                                .getEncoded();
                publicKey = PublicKeys.decode(spec.keyType(), info);
            } catch (IOException | GeneralSecurityException e) {
                throw new KmsException(
                        KmsErrorCode.INVALID_PARAMETER,
                        "the certificate of the key " + shown + " is of another kind",
                        e);
            }
        }
        if (publicKey == null) {
            throw refused(
                    shown,
                    "the token has neither its public key nor a certificate under that CKA_ID");
        }
        return publicKey;
    }

    private static KmsException refused(String id, String reason) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                "the key of CKA_ID " + id + " cannot be adopted: " + reason);
    }
}
