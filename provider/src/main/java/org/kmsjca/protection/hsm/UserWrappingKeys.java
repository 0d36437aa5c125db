package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.RandomIds;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.mechanism.DecryptionMechanism;
import org.kmsjca.protection.hsm.ObjectHandles.Name;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * RSA key pairs of the token that users wrap their AES keys under. They are not extractable, good
 * for nothing else, found by any process, and there until they expire: CKA_LABEL says when.
 *
 * <p>Each is tried with keys that nobody uses before it is given out, right ones and ones of other
 * lengths. So a token that lists a mechanism and refuses its parameters, or cannot tell the length
 * of what it unwraps, is found out before somebody wraps a key for it.
 */
final class UserWrappingKeys {
    private static final String LABEL = "kms import until ";
    private static final int MOST = 1_000;
    private static final int BLOCK = 16;

    private final HsmToken token;
    private final TokenKeys keys;

    UserWrappingKeys(HsmToken token, TokenKeys keys) {
        this.token = token;
        this.keys = keys;
    }

    /** A key pair for keys of the other spec; empty where the token cannot. */
    Optional<HsmKey> make(
            KeySpec spec,
            DecryptionMechanism mechanism,
            KeySpec wrapped,
            Instant now,
            Instant expiry) {
        destroyExpired(now);
        TokenMechanisms mechanisms = token.mechanisms();
        UnwrapMechanism unwrapping = UnwrapMechanism.of(mechanism);
        if (unwrapping == null
                || wrapped.keyType() != KeyType.AES
                || !mechanisms.has(PKCS11Constants.CKM_RSA_PKCS_KEY_PAIR_GEN)
                || !mechanisms.has(PKCS11Constants.CKM_AES_CBC)
                || !mechanisms.has(unwrapping.code(), PKCS11Constants.CKF_UNWRAP)
                || !mechanisms.mayDo(unwrapping.code(), unwrapping.asked())) {
            return Optional.empty();
        }
        HsmKey key = token.with(session -> generate(session, spec, expiry));
        boolean proven = false;
        try {
            proven = isProven((HsmRsaKey) key, unwrapping, wrapped);
        } finally {
            if (!proven) {
                destroy(key);
            }
        }
        if (!proven) {
            mechanisms.refused(unwrapping.asked());
            return Optional.empty();
        }
        return Optional.of(key);
    }

    private HsmKey generate(TokenSession session, KeySpec spec, Instant expiry)
            throws PKCS11Exception {
        Pkcs11Mechanisms kind = Pkcs11Mechanisms.of(spec, session.connection().mechanisms());
        byte[] id = RandomIds.next().getBytes(StandardCharsets.US_ASCII);
        session.irrevocable();
        long[] pair =
                session.cryptoki()
                        .C_GenerateKeyPair(
                                session.handle(),
                                TokenSession.mechanism(kind.generation(), null),
                                KeyTemplates.publicKey(spec, kind).template(),
                                KeyTemplates.wrappingKey(kind, id, LABEL + expiry.getEpochSecond())
                                        .template(),
                                true);
        try {
            PublicKey publicKey =
                    Objects.requireNonNull(PublicKeyReader.read(session, pair[0], spec));
            session.destroy(pair[0]);
            KeyAttributes attributes =
                    KeyAttributes.read(
                            session, pair[1], KeyAttributes.Entry.GENERATED, token.settings());
            Name name = Name.of(id, PKCS11Constants.CKO_PRIVATE_KEY);
            var object = new TokenObject.Kept(name, new PublicHalf(spec, publicKey));
            session.connection().handles().put(object, pair[1]);
            String serial = session.connection().slot().serial();
            return new HsmRsaKey(
                    new TokenKeyReference(token, object, spec, attributes, serial, null),
                    (RSAPublicKey) publicKey);
        } catch (Throwable e) {
            session.destroy(pair[1]);
            throw e;
        }
    }

    private boolean isProven(HsmRsaKey key, UnwrapMechanism unwrapping, KeySpec wrapped) {
        int right = wrapped.bits() / Byte.SIZE;
        for (int length : new int[] {right, right - 1, right + 1, 16, 24, 32}) {
            byte[] clear = new byte[length];
            SystemRandom.source().nextBytes(clear);
            try {
                byte[] encrypted = unwrapping.encrypt(key.publicKey(), clear);
                HsmKey arrived = unwrap(key, unwrapping, wrapped, encrypted);
                try {
                    if (length != right || !Arrays.equals(firstBlock(arrived), block(clear))) {
                        return false;
                    }
                } finally {
                    arrived.close();
                }
            } catch (InvalidKeyException e) {
                if (length == right) {
                    return false;
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has RSA and AES", e);
            }
        }
        return true;
    }

    private static byte[] block(byte[] clear) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding", JdkProviders.sunJce());
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(clear, "AES"));
        return cipher.doFinal(new byte[BLOCK]);
    }

    /** A block of zeros, encrypted; null where the token does not encrypt with the key. */
    private byte @Nullable [] firstBlock(HsmKey key) {
        try {
            return token.with(
                    session -> {
                        var mechanism =
                                TokenSession.mechanism(
                                        PKCS11Constants.CKM_AES_CBC, new byte[BLOCK]);
                        long handle = key.object().handle(session);
                        try {
                            return session.encrypt(mechanism, handle, new byte[BLOCK], BLOCK);
                        } catch (PKCS11Exception e) {
                            throw UnwrapMechanism.refusedUnlessTrouble(session, e);
                        }
                    });
        } catch (DataRefused e) {
            return null;
        }
    }

    /** Takes in the key that is wrapped under the pair with that private half. */
    HsmKey unwrap(HsmKey wrappingKey, DecryptionMechanism mechanism, KeySpec spec, byte[] wrapped)
            throws InvalidKeyException {
        UnwrapMechanism unwrapping = UnwrapMechanism.of(mechanism);
        if (unwrapping == null) {
            throw new InvalidKeyException("tokens do not unwrap by " + mechanism);
        }
        return unwrap(wrappingKey, unwrapping, spec, wrapped);
    }

    private HsmKey unwrap(
            HsmKey wrappingKey, UnwrapMechanism unwrapping, KeySpec spec, byte[] wrapped)
            throws InvalidKeyException {
        HsmKey key;
        try {
            key =
                    token.keep(
                            session -> {
                                long pair = wrappingKey.object().handle(session);
                                session.irrevocable();
                                return arrived(session, pair, unwrapping, spec, wrapped);
                            });
        } catch (DataRefused e) {
            throw no(spec);
        }
        boolean usable = false;
        try {
            usable = firstBlock(key) != null;
        } finally {
            if (!usable) {
                key.close();
            }
        }
        if (!usable) {
            throw no(spec);
        }
        return key;
    }

    /** One message for all reasons: padding and length are not told apart. */
    private static InvalidKeyException no(KeySpec spec) {
        return new InvalidKeyException(
                "the HSM does not unwrap it to a key of "
                        + spec.bits() / Byte.SIZE
                        + " bytes under the token's key");
    }

    private HsmKey arrived(
            TokenSession session,
            long pair,
            UnwrapMechanism unwrapping,
            KeySpec spec,
            byte[] wrapped)
            throws PKCS11Exception {
        Pkcs11Mechanisms kind = Pkcs11Mechanisms.of(spec, session.connection().mechanisms());
        Attributes template = KeyTemplates.key(spec, kind, null);
        long key = unwrapping.unwrap(session, pair, wrapped, template);
        try {
            long length = unwrapping.length(session, key, pair, wrapped, kind);
            if (length != spec.bits() / Byte.SIZE) {
                throw new DataRefused();
            }
            KeyAttributes attributes =
                    KeyAttributes.told(session, key, KeyAttributes.Entry.UNWRAPPED_INSIDE);
            if (!attributes.isKept()) {
                throw new DataRefused(); // there are tokens that unwrap to a key which they show
            }
            HsmKey arrived = keys.transientKey(spec, session.connection(), key, attributes, null);
            return arrived;
        } catch (Throwable e) {
            session.destroy(key);
            throw e;
        }
    }

    private void destroy(HsmKey key) {
        token.with(
                session -> {
                    long handle = key.object().handle(session);
                    session.irrevocable();
                    session.destroy(handle);
                    session.connection().handles().clear();
                    return true;
                });
    }

    private void destroyExpired(Instant now) {
        token.with(
                session -> {
                    for (long key : session.find(KeyTemplates.wrappingKeys().template(), MOST)) {
                        if (expiry(session, key) < now.getEpochSecond()) {
                            session.irrevocable();
                            session.destroy(key);
                            session.connection().handles().clear();
                        }
                    }
                    return true;
                });
    }

    /** Never, of keys that are not ours. */
    private static long expiry(TokenSession session, long key) throws PKCS11Exception {
        if (session.attribute(key, PKCS11Constants.CKA_LABEL) instanceof char[] label) {
            String text = new String(label);
            if (text.matches(LABEL + "\\d{1,18}")) {
                return Long.parseLong(text.substring(LABEL.length()));
            }
        }
        return Long.MAX_VALUE;
    }
}
