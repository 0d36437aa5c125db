package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.Certificate;
import org.jspecify.annotations.Nullable;
import org.kmsjca.HsmObject;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.mechanism.PublicKeys;
import org.kmsjca.protection.TokenInventory.Adopted;
import org.kmsjca.protection.TokenInventory.Condition;
import org.kmsjca.protection.hsm.ObjectHandles.Name;
import org.kmsjca.protection.hsm.TokenObject.Kept;
import org.kmsjca.text.Loggers;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Constants.Category;

/** Looks at what is in a token, and takes over keys that are there. */
final class TokenReader {
    private static final int MOST = 100_000;

    private final HsmToken token;
    private final KeySeal seal;

    TokenReader(HsmToken token, KeySeal seal) {
        this.token = token;
        this.seal = seal;
    }

    /** Forgets which objects were found to be the keys that they are named as. */
    void lookAnew() {
        token.with(
                session -> {
                    session.connection().handles().clear();
                    return true;
                });
    }

    /** Holds an object of the token against what is known of it. */
    Condition conditionOf(Kept key) {
        return token.with(
                session -> {
                    try {
                        key.handle(session);
                        return key.identity() == KeyIdentity.UNKNOWN
                                ? Condition.NOT_TOLD
                                : Condition.THE_SAME;
                    } catch (AnotherKey e) {
                        return Condition.ANOTHER;
                    }
                });
    }

    /** All secret and private keys that stay in the token. */
    List<HsmObject> objects() {
        return token.with(
                session -> {
                    List<HsmObject> objects = new ArrayList<>();
                    for (long objectClass :
                            new long[] {
                                PKCS11Constants.CKO_SECRET_KEY, PKCS11Constants.CKO_PRIVATE_KEY
                            }) {
                        for (long handle : find(session, objectClass, null)) {
                            objects.add(object(session, handle, objectClass));
                        }
                    }
                    return objects;
                });
    }

    private static long[] find(TokenSession session, long objectClass, byte @Nullable [] id)
            throws PKCS11Exception {
        var template =
                new Attributes()
                        .with(PKCS11Constants.CKA_CLASS, objectClass)
                        .with(PKCS11Constants.CKA_TOKEN, true);
        if (id != null) {
            template.with(PKCS11Constants.CKA_ID, id);
        }
        return session.find(template.template(), MOST);
    }

    private HsmObject object(TokenSession session, long handle, long objectClass)
            throws PKCS11Exception {
        byte[] id = session.bytes(handle, PKCS11Constants.CKA_ID);
        Object label = session.attribute(handle, PKCS11Constants.CKA_LABEL);
        String kind =
                objectClass == PKCS11Constants.CKO_SECRET_KEY ? "secret key " : "private key ";
        Object type = session.attribute(handle, PKCS11Constants.CKA_KEY_TYPE);
        return new HsmObject(
                token.settings().name(),
                session.connection().slot().toString(),
                id == null ? "" : HexFormat.of().formatHex(id),
                kind + (type instanceof Long code ? typeName(code) : "of unknown type"),
                label instanceof char[] text ? new String(text) : "",
                Optional.ofNullable(spec(session, handle)),
                session.isSet(handle, PKCS11Constants.CKA_SENSITIVE),
                isExtractable(session, handle));
    }

    private static String typeName(long code) {
        return PKCS11Constants.codeToName(Category.CKK, code).replaceFirst("^CKK_", "");
    }

    /** The spec that a key's attributes mean; null when they leave it open. */
    private static @Nullable KeySpec spec(TokenSession session, long handle)
            throws PKCS11Exception {
        if (!(session.attribute(handle, PKCS11Constants.CKA_KEY_TYPE) instanceof Long type)) {
            return null;
        }
        if (type == PKCS11Constants.CKK_AES
                && session.attribute(handle, PKCS11Constants.CKA_VALUE_LEN)
                        instanceof Long length) {
            return ofSize(KeyType.AES, length * Byte.SIZE);
        }
        if (type == PKCS11Constants.CKK_RSA) {
            byte[] modulus = session.bytes(handle, PKCS11Constants.CKA_MODULUS);
            return modulus == null
                    ? null
                    : ofSize(KeyType.RSA, new BigInteger(1, modulus).bitLength());
        }
        if (type == PKCS11Constants.CKK_EC) {
            byte[] curve = session.bytes(handle, PKCS11Constants.CKA_EC_PARAMS);
            return Arrays.stream(KeySpec.values())
                    .filter(spec -> spec.keyType() == KeyType.EC)
                    .filter(spec -> Arrays.equals(PublicKeyReader.curve(spec), curve))
                    .findFirst()
                    .orElse(null);
        }
        return type == PKCS11Constants.CKK_EC_EDWARDS ? KeySpec.ED25519 : null;
    }

    private static @Nullable KeySpec ofSize(KeyType type, long bits) {
        return Arrays.stream(KeySpec.values())
                .filter(spec -> spec.keyType() == type && spec.bits() == bits)
                .findFirst()
                .orElse(null);
    }

    /** Takes over the key of that CKA_ID. */
    Adopted adopt(String id, @Nullable KeySpec said, @Nullable KeyUsage wanted) {
        byte[] bytes = parse(id);
        return token.with(
                session -> {
                    Found found = key(session, bytes, id);
                    KeySpec spec = said != null ? said : spec(session, found.handle());
                    if (spec == null) {
                        throw refused(id, "its KeySpec cannot be told: say it with --spec");
                    }
                    requireKind(session, found, spec, id);
                    KeyUsage usage = usage(session, found.handle(), spec, wanted, id);
                    KeyAttributes attributes =
                            KeyAttributes.told(
                                    session, found.handle(), KeyAttributes.Entry.ADOPTED);
                    requireKept(attributes, id);
                    List<byte[]> certificates = certificates(session, bytes);
                    PublicKey publicKey =
                            spec.keyType().isSymmetric()
                                    ? null
                                    : publicKey(session, found, spec, bytes, certificates, id);
                    Name name = Name.of(bytes, found.objectClass());
                    KeyIdentity identity =
                            seal.identityOf(session, found.handle(), spec, name, publicKey);
                    var place =
                            new TokenKeyReference(
                                    token,
                                    new Kept(name, identity),
                                    spec,
                                    attributes,
                                    session.connection().slot().serial(),
                                    null);
                    return new Adopted(TokenKeys.of(place, publicKey), usage, certificates);
                });
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
            for (long handle : find(session, objectClass, id)) {
                found.add(new Found(handle, objectClass));
            }
        }
        if (found.size() != 1) {
            throw refused(
                    shown,
                    found.isEmpty()
                            ? "there is none; 'kms hsm list' shows all"
                            : "there are " + found.size());
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

    private static boolean isExtractable(TokenSession session, long key) throws PKCS11Exception {
        return !Boolean.FALSE.equals(session.attribute(key, PKCS11Constants.CKA_EXTRACTABLE));
    }

    private void requireKind(TokenSession session, Found found, KeySpec spec, String id)
            throws PKCS11Exception {
        Pkcs11Mechanisms kind = Pkcs11Mechanisms.of(spec, session.connection().mechanisms());
        Object type = session.attribute(found.handle(), PKCS11Constants.CKA_KEY_TYPE);
        boolean mac =
                spec.keyType() == KeyType.HMAC
                        && found.objectClass() == PKCS11Constants.CKO_SECRET_KEY;
        if (!mac && !Long.valueOf(kind.keyType()).equals(type)) {
            throw refused(id, "it is no " + spec + " key");
        }
        KeySpec own = spec(session, found.handle());
        if (own != null && own != spec) {
            throw refused(id, "it is a " + own + " key, no " + spec + " key");
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
        for (long handle : find(session, PKCS11Constants.CKO_CERTIFICATE, id)) {
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
        for (long handle : find(session, PKCS11Constants.CKO_PUBLIC_KEY, id)) {
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

    /** Describes the token and its mechanisms for people. */
    List<String> describe() {
        TokenMechanisms mechanisms = token.mechanisms();
        List<String> able = new ArrayList<>();
        List<String> unable = new ArrayList<>();
        for (KeySpec spec : KeySpec.values()) {
            for (KeyUsage usage : spec.usages()) {
                (can(spec, usage, mechanisms) ? able : unable).add(spec + " " + usage);
            }
        }
        return List.of(
                "token %s of %s, %s mechanisms, %s sessions"
                        .formatted(
                                token.slot(),
                                token.module().library(),
                                mechanisms.all().size(),
                                token.sessions()),
                "serves " + String.join(", ", able),
                "lacks " + (unable.isEmpty() ? "nothing" : String.join(", ", unable)),
                "mechanisms %s"
                        .formatted(
                                mechanisms.all().stream()
                                        .sorted()
                                        .map(TokenMechanisms::name)
                                        .collect(Collectors.joining(", "))));
    }

    private static boolean can(KeySpec spec, KeyUsage usage, TokenMechanisms mechanisms) {
        try {
            Pkcs11Mechanisms kind = Pkcs11Mechanisms.of(spec, mechanisms);
            Pkcs11Mechanisms.requireUse(spec, usage, mechanisms);
            return mechanisms.has(kind.generation());
        } catch (KmsException e) {
            return false;
        }
    }
}
