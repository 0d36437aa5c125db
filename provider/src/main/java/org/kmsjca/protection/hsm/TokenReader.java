package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kmsjca.HsmObject;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.protection.TokenInventory.Condition;
import org.kmsjca.protection.hsm.TokenObject.Kept;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Constants.Category;

/** Looks at what is in a token. */
final class TokenReader {
    private static final int MOST = 100_000;

    private final HsmToken token;
    private final TokenKeys keys;

    /**
     * Makes a reader.
     *
     * @param keys makes the keys of trials
     */
    TokenReader(HsmToken token, TokenKeys keys) {
        this.token = token;
        this.keys = keys;
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

    static long[] find(TokenSession session, long objectClass, byte @Nullable [] id)
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

    private static boolean isExtractable(TokenSession session, long key) throws PKCS11Exception {
        return !Boolean.FALSE.equals(session.attribute(key, PKCS11Constants.CKA_EXTRACTABLE));
    }

    private static String typeName(long code) {
        return PKCS11Constants.codeToName(Category.CKK, code).replaceFirst("^CKK_", "");
    }

    /** The spec that a key's attributes mean; null when they leave it open. */
    static @Nullable KeySpec spec(TokenSession session, long handle) throws PKCS11Exception {
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

    /** Describes the token and its mechanisms for people. */
    List<String> describe() {
        TokenMechanisms mechanisms = token.mechanisms();
        List<String> able = new ArrayList<>();
        List<String> unable = new ArrayList<>();
        Set<KeyType> failed = EnumSet.noneOf(KeyType.class);
        for (KeySpec spec : KeySpec.values()) {
            boolean works = isTried(spec, mechanisms, failed);
            for (KeyUsage usage : spec.usages()) {
                (works && can(spec, usage, mechanisms) ? able : unable).add(spec + " " + usage);
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                "token %s of %s, %s mechanisms, %s sessions"
                        .formatted(
                                token.slot(),
                                token.module().library(),
                                mechanisms.all().size(),
                                token.sessions()));
        lines.add("serves " + String.join(", ", able));
        lines.add("lacks " + (unable.isEmpty() ? "nothing" : String.join(", ", unable)));
        lines.addAll(limits(mechanisms));
        lines.add(
                "mechanisms %s"
                        .formatted(
                                mechanisms.all().stream()
                                        .sorted()
                                        .map(TokenMechanisms::name)
                                        .collect(Collectors.joining(", "))));
        return lines;
    }

    /**
     * Makes a key of the spec, tries it and destroys it, as a session object: what a token lists,
     * it may refuse. Larger RSA keys are slow to make and do what smaller ones do.
     */
    private boolean isTried(KeySpec spec, TokenMechanisms mechanisms, Set<KeyType> failed) {
        if (spec.usages().stream().noneMatch(usage -> can(spec, usage, mechanisms))) {
            return false;
        }
        if (spec.keyType() == KeyType.RSA && spec != KeySpec.RSA_2048) {
            return !failed.contains(KeyType.RSA);
        }
        try {
            keys.generateTransient(spec).close();
            return true;
        } catch (KmsException e) {
            if (e.code() != KmsErrorCode.UNSUPPORTED_OPERATION) {
                throw e;
            }
            failed.add(spec.keyType());
            return false;
        }
    }

    /** What it does in another way than others. */
    private List<String> limits(TokenMechanisms mechanisms) {
        List<String> limits = new ArrayList<>();
        SharedModule module = token.module();
        if (!module.givesBuffers() && ModuleHints.diesOfSignFinal(module.library())) {
            limits.add(
                    "takes HMAC messages of up to 16 MiB, and an empty one only where it takes it"
                            + " in one call: others would end the JVM inside the module");
        }
        String made =
                Stream.of(
                                PKCS11Constants.CKM_AES_GCM,
                                PKCS11Constants.CKM_AES_CBC,
                                PKCS11Constants.CKM_AES_CTR)
                        .filter(mode -> !mechanisms.has(mode))
                        .filter(mode -> Pkcs11Mechanisms.isByBlocks(mode, mechanisms))
                        .map(TokenMechanisms::name)
                        .collect(Collectors.joining(", "));
        if (!made.isEmpty()) {
            limits.add("gives single blocks for " + made + ", which are made of them: slower");
        }
        return limits;
    }

    private static boolean can(KeySpec spec, KeyUsage usage, TokenMechanisms mechanisms) {
        try {
            Pkcs11Mechanisms kind = Pkcs11Mechanisms.of(spec, mechanisms);
            Pkcs11Mechanisms.requireCmk(spec, usage, mechanisms);
            kind.requireGeneration(spec, mechanisms);
            return true;
        } catch (KmsException e) {
            return false;
        }
    }
}
