package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * Where the keys of a connection are. Searching costs a token time for each of its objects, so a
 * program with many keys gets all handles at once.
 */
final class ObjectHandles {
    private static final int SINGLE_SEARCHES = 3;
    private static final int MOST_OBJECTS = 1_000_000;

    private final TokenSettings settings;
    private final Map<Name, Long> handles = new ConcurrentHashMap<>();
    private final AtomicInteger searches = new AtomicInteger();

    ObjectHandles(TokenSettings settings) {
        this.settings = settings;
    }

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
     * The handle of a key.
     *
     * @throws ObjectMissing when the token, logged in, shows none
     */
    long resolve(TokenSession session, Name name) throws PKCS11Exception {
        Long known = handles.get(name);
        if (known != null) {
            return known;
        }
        if (searches.getAndIncrement() == SINGLE_SEARCHES) {
            collect(session);
            known = handles.get(name);
        }
        long found = known == null ? search(session, name) : known;
        handles.put(name, found);
        return found;
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
            Map<Name, Long> unique = new HashMap<>();
            for (long handle : found) {
                byte[] id = session.bytes(handle, PKCS11Constants.CKA_ID);
                if (id != null && id.length > 0) {
                    Name name = Name.of(id, objectClass);
                    seen.merge(name, 1, Integer::sum);
                    unique.put(name, handle);
                }
            }
            unique.keySet().removeIf(name -> seen.getOrDefault(name, 0) > 1);
            handles.putAll(unique);
        }
    }

    void put(Name name, long handle) {
        handles.put(name, handle);
    }

    void remove(Name name) {
        handles.remove(name);
    }

    /** Forgets all handles; the next operations search again. */
    void clear() {
        handles.clear();
        searches.set(0);
    }
}
