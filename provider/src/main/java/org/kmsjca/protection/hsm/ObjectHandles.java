package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.kmsjca.protection.hsm.TokenObject.Kept;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * Where the keys of a connection are. Searching costs a token time for each of its objects, so a
 * program with many keys gets all handles at once.
 */
final class ObjectHandles {
    private static final int SINGLE_SEARCHES = 3;
    private static final int MOST_OBJECTS = 1_000_000;

    private final TokenSettings settings;
    private final Map<Name, Found> handles = new ConcurrentHashMap<>();
    private final AtomicInteger searches = new AtomicInteger();

    ObjectHandles(TokenSettings settings) {
        this.settings = settings;
    }

    /**
     * An object.
     *
     * @param confirmed what it was found to be; null when nobody looked yet
     */
    private record Found(long handle, @Nullable KeyIdentity confirmed) {}

    /** The name of a key on a token. */
    record Name(String id, long objectClass) {
        static Name of(byte[] id, long objectClass) {
            return new Name(HexFormat.of().formatHex(id), objectClass);
        }

        byte[] idBytes() {
            return HexFormat.of().parseHex(id);
        }

        @Override
        public String toString() {
            String kind =
                    objectClass == PKCS11Constants.CKO_SECRET_KEY ? "secret key" : "private key";
            return kind + " of CKA_ID " + id;
        }
    }

    /**
     * The handle of a key, which was held against what is known of it once.
     *
     * @throws ObjectMissing when the token, logged in, shows none
     * @throws AnotherKey when it shows another one
     */
    long resolve(TokenSession session, Kept key) throws PKCS11Exception {
        Name name = key.name();
        Found known = handles.get(name);
        if (known != null && key.identity().equals(known.confirmed())) {
            return known.handle();
        }
        if (known == null && searches.getAndIncrement() == SINGLE_SEARCHES) {
            collect(session);
            known = handles.get(name);
        }
        if (known == null || !isOf(session, key, known.handle())) {
            // What was collected may have been replaced since.
            handles.remove(name);
            long found = search(session, name);
            if (!isOf(session, key, found)) {
                requireLogin(session); // without one NSS says that a key is of another type
                throw new AnotherKey(name.toString());
            }
            known = new Found(found, null);
        }
        handles.put(name, new Found(known.handle(), key.identity()));
        return known.handle();
    }

    private static boolean isOf(TokenSession session, Kept key, long object)
            throws PKCS11Exception {
        return session.aside(s -> key.identity().isOf(s, object));
    }

    private long search(TokenSession session, Name name) throws PKCS11Exception {
        long[] found =
                session.find(
                        new Attributes()
                                .with(PKCS11Constants.CKA_CLASS, name.objectClass())
                                .with(PKCS11Constants.CKA_ID, name.idBytes())
                                .template(),
                        2);
        if (found.length == 0) {
            requireLogin(session);
            throw new ObjectMissing(name.toString());
        }
        if (found.length > 1) {
            throw TokenErrors.ambiguous(settings, name.toString());
        }
        return found[0];
    }

    /** Private objects are invisible without a login, and the search does not say so. */
    private static void requireLogin(TokenSession session) throws PKCS11Exception {
        if (session.connection().wantsLogin()
                && !TokenLogin.isLoggedIn(session.cryptoki(), session.handle())) {
            throw new PKCS11Exception(PKCS11Constants.CKR_USER_NOT_LOGGED_IN);
        }
    }

    private void collect(TokenSession session) throws PKCS11Exception {
        for (long objectClass :
                new long[] {PKCS11Constants.CKO_SECRET_KEY, PKCS11Constants.CKO_PRIVATE_KEY}) {
            long[] found =
                    session.find(
                            new Attributes()
                                    .with(PKCS11Constants.CKA_CLASS, objectClass)
                                    .with(PKCS11Constants.CKA_TOKEN, true)
                                    .template(),
                            MOST_OBJECTS);
            Map<Name, Integer> seen = new HashMap<>();
            Map<Name, Found> unique = new HashMap<>();
            for (long handle : found) {
                byte[] id = session.bytes(handle, PKCS11Constants.CKA_ID);
                if (id != null && id.length > 0) {
                    Name name = Name.of(id, objectClass);
                    seen.merge(name, 1, Integer::sum);
                    unique.put(name, new Found(handle, null));
                }
            }
            unique.keySet().removeIf(name -> seen.getOrDefault(name, 0) > 1);
            unique.forEach(handles::putIfAbsent);
        }
    }

    /** Notes a key that was just made. */
    void put(Kept key, long handle) {
        handles.put(key.name(), new Found(handle, key.identity()));
    }

    /** Forgets all handles; the next operations search again. */
    void clear() {
        handles.clear();
        searches.set(0);
    }
}
