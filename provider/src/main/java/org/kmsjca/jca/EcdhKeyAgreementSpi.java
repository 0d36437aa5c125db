package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyType;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.PublicKeys;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.text.Printable;

/**
 * ECDH between a CMK and another party's public key. The shared secret leaves the KMS, or what the
 * algorithm's derivation makes of it.
 */
final class EcdhKeyAgreementSpi extends KeyAgreementSpi {
    /** The secret's algorithm that JSSE asks for; every other one needs a key derivation first. */
    private static final String PREMASTER_SECRET = "TlsPremasterSecret";

    /** The parameters of CMS, in a program with a Bouncy Castle of its own. */
    private static final ForeignSpec USER_KEYING_MATERIAL =
            new ForeignSpec("org.bouncycastle.jcajce.spec.UserKeyingMaterialSpec");

    private final ProviderContext context;
    private final Algorithm.Agreement algorithm;

    /** A second thread finds the state of before or after a call, and a secret only once. */
    private volatile @Nullable Session session;

    private final AtomicReference<@Nullable Agreed> agreed = new AtomicReference<>();

    /** The key, and what both parties know, for the derivation. */
    @SuppressWarnings("ArrayRecordComponent") // copies that nobody else has
    private record Session(ManagedKey key, byte @Nullable [] info, byte @Nullable [] salt) {}

    /** What came of the phase; whoever takes it wipes it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Agreed(Session session, byte[] secret) {
        void wipe() {
            Arrays.fill(secret, (byte) 0);
        }
    }

    EcdhKeyAgreementSpi(ProviderContext context, Algorithm.Agreement algorithm) {
        this.context = context;
        this.algorithm = algorithm;
    }

    @Override
    protected void engineInit(Key newKey, @Nullable SecureRandom random)
            throws InvalidKeyException {
        init(newKey, null, null);
    }

    private void init(Key newKey, byte @Nullable [] info, byte @Nullable [] salt)
            throws InvalidKeyException {
        clear();
        ManagedKey managed = context.requireHandle(newKey, KeyType.EC).managed();
        context.authorize(managed, KmsCall.DERIVE_SHARED_SECRET);
        session = new Session(managed, info, salt);
    }

    @Override
    protected void engineInit(
            Key newKey, @Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        clear();
        boolean keyingMaterial =
                algorithm.kdf() != null && USER_KEYING_MATERIAL.matches(parameters);
        if (parameters != null && !keyingMaterial) {
            throw new InvalidAlgorithmParameterException(
                    algorithm.kdf() == null
                            ? "ECDH has no parameters"
                            : "%s takes Bouncy Castle's UserKeyingMaterialSpec, or none"
                                    .formatted(algorithm.name()));
        }
        byte[] givenSalt =
                keyingMaterial ? USER_KEYING_MATERIAL.bytes(parameters, "getSalt") : null;
        AgreementKdf kdf = algorithm.kdf();
        if (givenSalt != null && kdf != null && kdf.scheme() != AgreementKdf.Scheme.HKDF) {
            throw new InvalidAlgorithmParameterException(
                    algorithm.name() + " takes no salt; the names with HKDF do");
        }
        byte[] givenInfo =
                keyingMaterial
                        ? USER_KEYING_MATERIAL.bytes(parameters, "getUserKeyingMaterial")
                        : null;
        init(newKey, copy(givenInfo), copy(givenSalt));
    }

    private static byte @Nullable [] copy(byte @Nullable [] bytes) {
        return bytes == null ? null : bytes.clone();
    }

    private void clear() {
        session = null;
        Agreed before = agreed.getAndSet(null);
        if (before != null) {
            before.wipe();
        }
    }

    @Override
    protected @Nullable Key engineDoPhase(Key peer, boolean lastPhase) throws InvalidKeyException {
        Session current = session;
        if (current == null) {
            throw new IllegalStateException("the key agreement is not initialised");
        }
        if (agreed.get() != null || !lastPhase) {
            throw new IllegalStateException(algorithm.name() + " has one phase, which is the last");
        }
        if (!(peer instanceof ECPublicKey publicKey)) {
            throw new InvalidKeyException("ECDH needs the other party's EC public key");
        }
        ManagedKey managed = current.key();
        try {
            byte[] secret =
                    managed.agree(algorithm.name(), PublicKeys.copyOfEncoding("EC", publicKey));
            Agreed before = agreed.getAndSet(new Agreed(current, secret));
            if (before != null) {
                before.wipe();
            }
        } catch (InvalidKeySpecException e) {
            throw new InvalidKeyException("the other party's public key is not valid", e);
        } catch (KmsException e) {
            context.logRefusal(managed, e);
            throw new InvalidKeyException(e.getMessage(), e);
        }
        return null;
    }

    /** The secret, or as many bytes that are derived from it. */
    @Override
    protected byte[] engineGenerateSecret() {
        return derived(0);
    }

    /** So many bytes that are derived from the secret; 0 for as many as the secret has. */
    private byte[] derived(int length) {
        Agreed taken = take();
        byte[] shared = taken.secret();
        AgreementKdf kdf = algorithm.kdf();
        if (kdf == null) {
            return shared;
        }
        try {
            return kdf.derive(
                    shared,
                    taken.session().info(),
                    taken.session().salt(),
                    length == 0 ? shared.length : length);
        } finally {
            taken.wipe();
        }
    }

    private Agreed take() {
        Agreed taken = agreed.getAndSet(null);
        if (taken == null) {
            throw new IllegalStateException("the other party's key has not come yet");
        }
        ManagedKey managed = taken.session().key();
        try {
            managed.authorize(KmsCall.DERIVE_SHARED_SECRET); // for a secret that waited here
        } catch (KmsException e) {
            taken.wipe();
            clear();
            throw context.refused(managed, e);
        }
        return taken;
    }

    @Override
    protected int engineGenerateSecret(byte[] output, int offset) throws ShortBufferException {
        Agreed waiting = agreed.get();
        int length = waiting == null ? 0 : waiting.secret().length;
        if (offset < 0 || output.length - offset < length) {
            throw new ShortBufferException(
                    "the secret needs room for %s bytes at offset %s of an array of %s"
                            .formatted(length, offset, output.length));
        }
        byte[] taken = engineGenerateSecret();
        System.arraycopy(taken, 0, output, offset, taken.length);
        Arrays.fill(taken, (byte) 0);
        return taken.length;
    }

    @Override
    protected SecretKey engineGenerateSecret(String keyAlgorithm) throws NoSuchAlgorithmException {
        if (algorithm.kdf() != null) {
            AgreementKdf.KeyPurpose purpose = AgreementKdf.purpose(keyAlgorithm);
            byte[] derived = derived(purpose.length());
            try {
                return purpose.key(derived);
            } finally {
                Arrays.fill(derived, (byte) 0);
            }
        }
        if (keyAlgorithm == null) {
            throw new NoSuchAlgorithmException("no algorithm was given");
        }
        if (!keyAlgorithm.equals(PREMASTER_SECRET)) {
            throw new NoSuchAlgorithmException(
                    ("ECDH gives raw secrets and %s, not keys for %s: take a name with a key"
                                    + " derivation, such as ECDHwithSHA256KDF, or derive one from"
                                    + " generateSecret()")
                            .formatted(PREMASTER_SECRET, Printable.of(keyAlgorithm)));
        }
        byte[] shared = engineGenerateSecret();
        try {
            return new SecretKeySpec(shared, PREMASTER_SECRET);
        } catch (IllegalArgumentException e) {
            throw new ProviderException("the secret makes no key", e);
        } finally {
            Arrays.fill(shared, (byte) 0);
        }
    }
}
