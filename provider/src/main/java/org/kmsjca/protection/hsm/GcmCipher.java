package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_GCM_PARAMS;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.ByteArrayOutputStream;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.CipherMechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * GCM. Up to 64 KiB are encrypted by one call at the end; a longer message that comes in parts
 * holds a session. Decryption collects the message and is one call: nothing is given before its tag
 * was checked.
 */
final class GcmCipher extends HsmCipher {
    /** Longer ones were seen to give wrong ciphertexts without an error. */
    private static final int LONGEST_IV = 64;

    private final WipedBuffer collected = new WipedBuffer();
    private final ByteArrayOutputStream aad = new ByteArrayOutputStream();
    private long code;
    private boolean encrypting;
    private byte[] iv = {};

    /** The IV of an encryption until a message is encrypted under it: nothing else may be. */
    private final AtomicReference<byte @Nullable []> unusedIv = new AtomicReference<>();

    private int tagLength;
    private final HeldMessage held = new HeldMessage();

    /** The bytes that the token got and has not given back yet. */
    private int behind;

    GcmCipher(HsmSecretKey key, CipherMechanism mechanism) {
        super(key, mechanism);
    }

    @Override
    void start(long newCode, boolean forEncryption, @Nullable AlgorithmParameterSpec parameters)
            throws InvalidAlgorithmParameterException {
        if (!(parameters instanceof GCMParameterSpec gcm)) {
            throw new InvalidAlgorithmParameterException("GCM needs GCMParameterSpec");
        }
        iv = gcm.getIV();
        if (iv.length == 0 || iv.length > LONGEST_IV) {
            throw new InvalidAlgorithmParameterException(
                    "GCM in a token takes IVs of 1 to %s bytes, best of 12, not of %s"
                            .formatted(LONGEST_IV, iv.length));
        }
        unusedIv.set(forEncryption ? iv : null);
        code = newCode;
        encrypting = forEncryption;
        tagLength = gcm.getTLen() / Byte.SIZE;
        aad.reset();
        behind = 0;
        collected.wipe();
        held.restart();
    }

    @Override
    public void abandon() {
        unusedIv.set(null);
        collected.wipe();
        held.abandon();
    }

    @Override
    public void updateAad(byte[] input, int offset, int length) {
        aad.write(input, offset, length);
    }

    /** Takes the IV for the one encryption under it. */
    private byte[] takeIv() {
        byte[] taken = unusedIv.getAndSet(null);
        if (taken == null) {
            throw PinnedSession.twoThreads();
        }
        return taken;
    }

    private CK_MECHANISM gcm(byte[] ownIv) {
        var parameters = new CK_GCM_PARAMS();
        parameters.pIv = ownIv;
        parameters.pAAD = aad.size() == 0 ? null : aad.toByteArray();
        parameters.ulTagBits = (long) tagLength * Byte.SIZE;
        return TokenSession.mechanism(code, parameters);
    }

    @Override
    int updateSize(int length) {
        return isCollected(length) ? 0 : behind + collected.size() + length;
    }

    private boolean isCollected(int length) {
        return !encrypting
                || isByBlocks()
                || (held.isNone() && collected.size() + (long) length <= PART);
    }

    private boolean isByBlocks() {
        return code == PKCS11Constants.CKM_AES_ECB;
    }

    @Override
    public int outputSize(int length) {
        int total = behind + collected.size() + length;
        return encrypting ? total + tagLength : Math.max(0, total - tagLength);
    }

    @Override
    byte[] process(byte[] input, int offset, int length) {
        if (isCollected(length)) {
            collected.write(input, offset, length);
            return new byte[0];
        }
        PinnedSession known = held.session();
        PinnedSession open = known == null ? begin() : known;
        byte[] data = collected.takeWith(input, offset, length);
        byte[] output = new byte[behind + data.length];
        int written = open.use(session -> encryptParts(session, data, output));
        behind = output.length - written;
        return behind == 0 ? output : Arrays.copyOf(output, written);
    }

    private PinnedSession begin() {
        return held.begin(
                key().token(),
                this,
                session -> {
                    long handle = key().object().handle(session);
                    session.encryptInit(gcm(takeIv()), handle);
                    return true;
                });
    }

    private static int encryptParts(TokenSession session, byte[] data, byte[] output)
            throws PKCS11Exception {
        int written = 0;
        for (int done = 0; done < data.length; done += PART) {
            boolean whole = data.length <= PART;
            byte[] part =
                    whole
                            ? data
                            : Arrays.copyOfRange(data, done, Math.min(data.length, done + PART));
            byte[] ready = session.encryptUpdate(part);
            if (ready.length > output.length - written) {
                throw session.wrongLength(ready, "of at most " + (output.length - written));
            }
            System.arraycopy(ready, 0, output, written, ready.length);
            written += ready.length;
        }
        return written;
    }

    @Override
    byte[] finish(byte[] input, int offset, int length) throws BadPaddingException {
        byte[] data = collected.takeWith(input, offset, length);
        if (isByBlocks()) {
            return byBlocks(data);
        }
        if (!encrypting) {
            return decrypt(data);
        }
        PinnedSession open = held.end();
        if (open == null) {
            byte[] ownIv = takeIv(); // once, however often the token is asked
            return key().token().with(session -> encrypt(session, gcm(ownIv), data));
        }
        int size = behind + data.length + tagLength;
        try (open) {
            return open.use(session -> rest(session, data, new byte[size]));
        }
    }

    private byte[] byBlocks(byte[] data) throws AEADBadTagException {
        if (!encrypting && data.length < tagLength) {
            throw new AEADBadTagException("the ciphertext is shorter than its tag");
        }
        byte[] ownIv = encrypting ? takeIv() : iv;
        var parameters = BlockModes.gcm(tagLength, ownIv, aad.toByteArray());
        byte[][] result = {null};
        key().token()
                .with(
                        session -> {
                            long handle = key().object().handle(session);
                            result[0] =
                                    BlockModes.gcm(session, handle, encrypting, parameters, data);
                            return true;
                        });
        byte[] output = result[0];
        if (output == null) {
            throw new AEADBadTagException("the tag does not match");
        }
        return output;
    }

    private byte[] encrypt(TokenSession session, CK_MECHANISM mechanism, byte[] data)
            throws PKCS11Exception {
        long handle = key().object().handle(session);
        if (data.length <= PART) {
            return session.encrypt(mechanism, handle, data, data.length + tagLength);
        }
        session.encryptInit(mechanism, handle);
        return rest(session, data, new byte[data.length + tagLength]);
    }

    private static byte[] rest(TokenSession session, byte[] data, byte[] output)
            throws PKCS11Exception {
        int written = encryptParts(session, data, output);
        byte[] last = session.exactly(output.length - written, session.encryptFinal());
        System.arraycopy(last, 0, output, written, last.length);
        return output;
    }

    private byte[] decrypt(byte[] data) throws AEADBadTagException {
        if (data.length < tagLength) {
            throw new AEADBadTagException("the ciphertext is shorter than its tag");
        }
        int length = data.length - tagLength;
        try {
            return key().token()
                    .with(
                            session ->
                                    session.decrypt(
                                            gcm(iv), key().object().handle(session), data, length));
        } catch (DataRefused e) {
            throw new AEADBadTagException("the tag does not match");
        }
    }
}
