package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.protection.KeyPairMaterial;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.hsm.ObjectHandles.Name;
import org.kmsjca.protection.hsm.TokenObject.Transient;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Makes and destroys the keys of one token. */
final class TokenKeys {
    private static final int MOST_OF_ONE_ID = 16;

    private final HsmToken token;
    private final KeySeal seal;
    private final KeyTrials trials;

    /** The versions whose material the token was asked to keep, while their creation goes on. */
    private final Set<MaterialAad> asked =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    TokenKeys(HsmToken token, KeySeal seal) {
        this.token = token;
        this.seal = seal;
        this.trials = new KeyTrials(seal);
    }

    /** A key that was made: its handle is that of the session that made it. */
    private record Made(
            Connection connection,
            long handle,
            KeyAttributes attributes,
            @Nullable PublicKey publicKey,
            KeyIdentity identity) {}

    /** Makes a session object, which may do all that its spec can. */
    HsmKey generateTransient(KeySpec spec) {
        Pkcs11Mechanisms.requireUse(spec, spec.defaultUsage(), token.mechanisms());
        token.orderly();
        Made made = token.keep(session -> generate(session, spec, null));
        return transientKey(
                spec, made.connection(), made.handle(), made.attributes(), made.publicKey());
    }

    HsmKey transientKey(
            KeySpec spec,
            Connection connection,
            long handle,
            KeyAttributes attributes,
            @Nullable PublicKey publicKey) {
        var object = new Transient(connection, handle, token.settings());
        TokenKeyReference place = TokenKeyReference.transientKey(token, spec, object, attributes);
        HsmKey key = of(place, publicKey);
        place.destroyWith(key);
        return key;
    }

    /** Makes a token object for that version. */
    HsmKey generate(MaterialAad aad) {
        KeySpec spec = aad.keySpec();
        Pkcs11Mechanisms.requireCmk(spec, aad.keyUsage(), token.mechanisms());
        token.orderly();
        Made made = token.with(session -> generate(session, spec, aad));
        return of(kept(aad, made), made.publicKey());
    }

    boolean mayHaveMade(MaterialAad aad) {
        return asked.contains(aad);
    }

    private TokenKeyReference kept(MaterialAad aad, Made made) {
        Connection connection = made.connection();
        var object =
                new TokenObject.Kept(
                        KeyTemplates.name(aad.keySpec(), aad.versionId()), made.identity());
        connection.handles().put(object, made.handle());
        return new TokenKeyReference(
                token, object, aad.keySpec(), made.attributes(), connection.slot().serial(), null);
    }

    private Made generate(TokenSession session, KeySpec spec, @Nullable MaterialAad aad)
            throws PKCS11Exception {
        TokenMechanisms mechanisms = session.connection().mechanisms();
        Pkcs11Mechanisms kind = Pkcs11Mechanisms.of(spec, mechanisms);
        kind.requireGeneration(spec, mechanisms);
        Attributes template = KeyTemplates.key(spec, kind, aad);
        var mechanism = TokenSession.mechanism(kind.generation(), null);
        session.uses(mechanism);
        asks(session, aad);
        PKCS11 cryptoki = session.cryptoki();
        if (spec.keyType().isSymmetric()) {
            template.with(PKCS11Constants.CKA_VALUE_LEN, (long) (spec.bits() / Byte.SIZE));
            long handle =
                    TemplateTrials.made(
                            template,
                            tried ->
                                    cryptoki.C_GenerateKey(
                                            session.handle(), mechanism, tried.template(), true));
            return checked(session, handle, null, spec, aad);
        }
        Attributes publicHalf = KeyTemplates.publicKey(spec, kind);
        if (aad != null && keepsPublicHalves()) {
            KeyTemplates.keep(publicHalf, aad);
        }
        Attributes served =
                ModuleHints.signsOnlyWhatDecrypts(token.module().library())
                        ? template.withoutDenials()
                        : template;
        long[] pair =
                TemplateTrials.made(
                        served,
                        tried ->
                                cryptoki.C_GenerateKeyPair(
                                        session.handle(),
                                        mechanism,
                                        publicHalf.template(),
                                        tried.template(),
                                        true));
        return checked(session, pair[1], pair[0], spec, aad);
    }

    private void asks(TokenSession session, @Nullable MaterialAad aad) {
        session.irrevocable();
        if (aad != null) {
            asked.add(aad);
        }
    }

    /** Where nothing should be destroyed, the public half stays beside its key and goes with it. */
    private boolean keepsPublicHalves() {
        return ModuleHints.countsHandles(token.module().library());
    }

    private Made checked(
            TokenSession session,
            long key,
            @Nullable Long publicHandle,
            KeySpec spec,
            @Nullable MaterialAad aad)
            throws PKCS11Exception {
        try {
            PublicKey publicKey = null;
            if (publicHandle != null) {
                publicKey = PublicKeyReader.read(session, publicHandle, spec);
                if (!keepsPublicHalves()) {
                    session.destroy(publicHandle, PKCS11Constants.CKO_PUBLIC_KEY, null);
                }
            }
            KeyAttributes attributes =
                    KeyAttributes.read(
                            session, key, KeyAttributes.Entry.GENERATED, token.settings());
            KeyIdentity identity = identity(session, key, aad, publicKey);
            trials.requireUse(session, key, spec, aad, publicKey, identity);
            return new Made(session.connection(), key, attributes, publicKey, identity);
        } catch (Throwable e) {
            destroyQuietly(session, key);
            throw e;
        }
    }

    private KeyIdentity identity(
            TokenSession session,
            long key,
            @Nullable MaterialAad aad,
            @Nullable PublicKey publicKey)
            throws PKCS11Exception {
        if (aad == null) {
            return KeyIdentity.UNKNOWN; // its handle ends with its session
        }
        KeySpec spec = aad.keySpec();
        Name name = KeyTemplates.name(spec, aad.versionId());
        return seal.identityOf(session, key, spec, name, publicKey);
    }

    private static void destroyQuietly(TokenSession session, long key) {
        try {
            session.destroy(key);
        } catch (PKCS11Exception e) {
            // What was noted before the creation is destroyed later.
        }
    }

    /** Makes a token object of a session object, for that version and its usage only. */
    HsmKey keep(HsmKey key, MaterialAad aad) {
        Pkcs11Mechanisms.requireCmk(aad.keySpec(), aad.keyUsage(), token.mechanisms());
        PublicKey publicKey = key instanceof KeyPairMaterial pair ? pair.publicKey() : null;
        KeyAttributes.Entry entry = key.place().attributes().entry();
        Made made =
                token.with(
                        session -> {
                            long source = key.object().handle(session);
                            asks(session, aad);
                            long copy = copy(session, source, aad);
                            try {
                                KeyAttributes attributes =
                                        KeyAttributes.read(session, copy, entry, token.settings());
                                trials.requireDataKeys(session, copy, aad.keySpec());
                                return new Made(
                                        session.connection(),
                                        copy,
                                        attributes,
                                        publicKey,
                                        identity(session, copy, aad, publicKey));
                            } catch (Throwable e) {
                                destroyQuietly(session, copy);
                                throw e;
                            }
                        });
        return of(kept(aad, made), publicKey);
    }

    private static long copy(TokenSession session, long source, MaterialAad aad)
            throws PKCS11Exception {
        try {
            return TemplateTrials.made(
                    KeyTemplates.copy(aad),
                    tried ->
                            session.cryptoki()
                                    .C_CopyObject(
                                            session.handle(), source, tried.template(), true));
        } catch (PKCS11Exception e) {
            if (e.getErrorCode() == PKCS11Constants.CKR_FUNCTION_NOT_SUPPORTED
                    || e.getErrorCode() == PKCS11Constants.CKR_ACTION_PROHIBITED) {
                throw new KmsException(
                        KmsErrorCode.UNSUPPORTED_OPERATION,
                        "the token does not keep a key that was made without a CmkSpec: make it"
                                + " with one, or with 'kms key create'",
                        e);
            }
            throw e;
        }
    }

    /** The usable form of a key. */
    static HsmKey of(TokenKeyReference place, @Nullable PublicKey publicKey) {
        return switch (place.keySpec().keyType()) {
            case AES, SM4 -> new HsmSecretKey(place);
            case HMAC -> new HsmMacKey(place);
            case RSA -> new HsmRsaKey(place, (RSAPublicKey) required(publicKey));
            case EC -> new HsmEcKey(place, required(publicKey));
            case ED25519, SM2, ML_DSA -> new HsmPureSigningKey(place, required(publicKey));
        };
    }

    private static PublicKey required(@Nullable PublicKey publicKey) {
        if (publicKey == null) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "the public half of an HSM key is not known");
        }
        return publicKey;
    }

    /** Destroys all objects of a version. */
    void destroy(String versionId) {
        byte[] id = versionId.getBytes(StandardCharsets.US_ASCII);
        token.with(
                session -> {
                    for (long object :
                            session.find(
                                    new Attributes().with(PKCS11Constants.CKA_ID, id).template(),
                                    MOST_OF_ONE_ID)) {
                        session.irrevocable();
                        if (session.attribute(object, PKCS11Constants.CKA_CLASS)
                                instanceof Long objectClass) {
                            session.destroy(object, objectClass, id);
                        }
                    }
                    session.connection().handles().clear();
                    return true;
                });
    }
}
