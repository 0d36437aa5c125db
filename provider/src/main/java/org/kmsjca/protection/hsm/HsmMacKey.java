package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.MacOperation;
import org.kmsjca.protection.MacKey;

/** A secret key that computes HMACs in its token. */
final class HsmMacKey extends HsmKey implements MacKey {
    HsmMacKey(TokenKeyReference place) {
        super(place);
    }

    @Override
    public MacOperation mac() {
        TokenMechanisms mechanisms = token().mechanisms();
        long code = Pkcs11Mechanisms.hmac(keySpec(), mechanisms);
        mechanisms.require(code, keySpec());
        return new TokenMac(this, TokenSession.mechanism(code, null));
    }

    /** Collects up to 64 KiB; a longer message holds a session. */
    private static final class TokenMac implements MacOperation {
        private final HsmMacKey key;
        private final CK_MECHANISM mechanism;
        private final WipedBuffer collected = new WipedBuffer();
        private @Nullable PinnedSession held;

        TokenMac(HsmMacKey key, CK_MECHANISM mechanism) {
            this.key = key;
            this.mechanism = mechanism;
        }

        @Override
        public void update(byte[] input, int offset, int length) {
            if (held == null && collected.size() + (long) length <= HsmCipher.PART) {
                collected.write(input, offset, length);
                return;
            }
            PinnedSession open = held == null ? begin() : held;
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

        private PinnedSession begin() {
            PinnedSession open = key.token().hold();
            held = open;
            open.closeWith(this);
            CK_MECHANISM hmac = mechanism;
            open.use(
                    session -> {
                        session.signInit(hmac, key.object().handle(session));
                        return true;
                    });
            return open;
        }

        @Override
        public byte[] doFinal() {
            PinnedSession open = held;
            held = null;
            byte[] data = collected.take();
            if (open == null) {
                return key.token()
                        .with(
                                session ->
                                        session.sign(
                                                mechanism, key.object().handle(session), data));
            }
            try (open) {
                return open.use(TokenSession::signFinal);
            }
        }

        @Override
        public void reset() {
            collected.wipe();
            PinnedSession open = held;
            held = null;
            if (open != null) {
                open.close();
            }
        }
    }
}
