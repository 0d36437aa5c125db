package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.util.Arrays;
import org.kmsjca.mechanism.MacOperation;
import org.kmsjca.protection.MacKey;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** A secret key that computes HMACs in its token. */
final class HsmMacKey extends HsmKey implements MacKey {
    HsmMacKey(TokenKeyReference place) {
        super(place);
    }

    @Override
    public MacOperation mac() {
        TokenMechanisms mechanisms = mechanisms();
        long code = Pkcs11Mechanisms.hmac(keySpec(), mechanisms);
        mechanisms.require(code, keySpec());
        return new TokenMac(this, TokenSession.mechanism(code, null));
    }

    /**
     * Collects what one call takes; a longer message holds a session. There are modules whose
     * C_SignFinal writes to the null pointer with which the wrapper asks for the size, and ends the
     * JVM. So it is called only where nothing else does, and never of those that are known.
     */
    private static final class TokenMac implements MacOperation {
        /** What the wrapper passes in one call without much loss of time. */
        private static final int WHOLE = 256 * 1024;

        private static final int LONGEST_WHOLE = 16 * 1024 * 1024;
        private static final String NOTHING = "C_Sign of nothing";

        private final HsmMacKey key;
        private final CK_MECHANISM mechanism;
        private final boolean partsAreDeadly;
        private final WipedBuffer collected = new WipedBuffer();
        private final HeldMessage held = new HeldMessage();

        TokenMac(HsmMacKey key, CK_MECHANISM mechanism) {
            this.key = key;
            this.mechanism = mechanism;
            SharedModule module = key.token().module();
            this.partsAreDeadly =
                    !module.givesBuffers() && ModuleHints.diesOfSignFinal(module.library());
        }

        @Override
        public void update(byte[] input, int offset, int length) {
            if (held.isNone() && collected.size() + (long) length <= longestWhole()) {
                collected.write(input, offset, length);
                return;
            }
            PinnedSession known = held.session();
            PinnedSession open = known == null ? begin() : known;
            byte[] data = collected.takeWith(input, offset, length);
            open.use(
                    session -> {
                        for (int done = 0; done < data.length; done += HsmCipher.PART) {
                            session.signUpdate(
                                    Arrays.copyOfRange(
                                            data,
                                            done,
                                            Math.min(data.length, done + HsmCipher.PART)));
                        }
                        return true;
                    });
        }

        private int longestWhole() {
            return partsAreDeadly ? LONGEST_WHOLE : WHOLE;
        }

        private PinnedSession begin() {
            requireParts("a message of more than " + longestWhole() + " bytes");
            return held.begin(
                    key.token(),
                    this,
                    session -> {
                        session.signInit(mechanism, key.object().handle(session));
                        return true;
                    });
        }

        @Override
        public byte[] doFinal() {
            PinnedSession open = held.take();
            byte[] data = collected.take();
            if (open == null) {
                return data.length == 0 ? ofNothing() : whole(data);
            }
            try (open) {
                return open.use(session -> session.exactly(length(), session.signFinal()));
            }
        }

        private byte[] whole(byte[] data) {
            return key.token()
                    .with(
                            session ->
                                    session.sign(
                                            mechanism,
                                            key.object().handle(session),
                                            data,
                                            length()));
        }

        private int length() {
            return key.keySpec().bits() / Byte.SIZE;
        }

        /** The wrapper passes a null pointer as the message, which some modules take. */
        private byte[] ofNothing() {
            TokenMechanisms mechanisms = key.mechanisms();
            if (mechanisms.mayDo(mechanism.mechanism, NOTHING)) {
                byte[][] result = {new byte[0]};
                key.token()
                        .with(
                                session -> {
                                    long handle = key.object().handle(session);
                                    result[0] = unlessRefused(session, handle, mechanisms);
                                    return true;
                                });
                if (result[0].length > 0) {
                    return result[0];
                }
            }
            requireParts("an empty message");
            return key.token()
                    .with(
                            session -> {
                                session.signInit(mechanism, key.object().handle(session));
                                return session.exactly(length(), session.signFinal());
                            });
        }

        private byte[] unlessRefused(TokenSession session, long handle, TokenMechanisms mechanisms)
                throws PKCS11Exception {
            try {
                return session.sign(mechanism, handle, new byte[0], length());
            } catch (PKCS11Exception e) {
                if (e.getErrorCode() == PKCS11Constants.CKR_ARGUMENTS_BAD
                        || e.getErrorCode() == PKCS11Constants.CKR_DATA_LEN_RANGE
                        || e.getErrorCode() == PKCS11Constants.CKR_DATA_INVALID) {
                    mechanisms.refused(NOTHING);
                    return new byte[0];
                }
                throw e;
            }
        }

        private void requireParts(String message) {
            if (partsAreDeadly) {
                throw TokenErrors.deadly(
                        key.token().settings(), TokenMechanisms.name(mechanism.mechanism), message);
            }
        }

        @Override
        public void reset() {
            collected.wipe();
            held.close();
        }
    }
}
