package org.kmsjca.protection.hsm;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsException;
import org.kmsjca.protection.hsm.TokenObject.Transient;

/**
 * Where a key is.
 *
 * @param cleaning destroys a session object; null of token objects
 */
record TokenKeyReference(
        HsmToken token,
        TokenObject object,
        KeySpec keySpec,
        KeyAttributes attributes,
        String serial,
        @Nullable Runnable cleaning) {

    /** Made with the first key that is not stored: it has a thread. */
    private static final class Forgotten {
        static final Cleaner CLEANER = Cleaner.create();
    }

    /**
     * The key of a record.
     *
     * @param identity what an object under its name has to be
     */
    static TokenKeyReference kept(
            HsmToken token, KeySpec keySpec, KeyRecord record, KeyIdentity identity) {
        return new TokenKeyReference(
                token,
                new TokenObject.Kept(record.name(), identity),
                keySpec,
                record.attributes(),
                record.serial(),
                null);
    }

    static TokenKeyReference transientKey(
            HsmToken token, KeySpec keySpec, Transient object, KeyAttributes attributes) {
        return new TokenKeyReference(
                token,
                object,
                keySpec,
                attributes,
                object.connection().slot().serial(),
                new Destruction(token, object, new AtomicBoolean()));
    }

    /** Destroys a session object when its key is forgotten. */
    void destroyWith(HsmKey owner) {
        Runnable action = cleaning;
        if (action != null) {
            Forgotten.CLEANER.register(owner, action);
        }
    }

    void release() {
        if (cleaning != null) {
            cleaning.run();
        }
    }

    /** Destroys a session object, once. */
    private record Destruction(HsmToken token, Transient object, AtomicBoolean done)
            implements Runnable {
        @Override
        public void run() {
            if (!object.connection().isLive() || !done.compareAndSet(false, true)) {
                return;
            }
            try {
                token.with(
                        session -> {
                            session.irrevocable();
                            session.destroy(object.handle(session));
                            return true;
                        });
            } catch (KmsException e) {
                // It ends with its connection.
            }
        }
    }
}
