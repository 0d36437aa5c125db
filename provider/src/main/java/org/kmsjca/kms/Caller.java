package org.kmsjca.kms;

import java.util.Optional;
import org.kmsjca.store.CmkRecord;

/**
 * On whose behalf the engine works: a user, or a service that has a key of its own. Everybody may
 * use a service's key to encrypt and for data keys; only the service changes it, and it changes no
 * other.
 *
 * @param creator the Creator of what the caller creates
 */
public record Caller(String creator) {
    /** Creator of what users create, in the store; an answer says the account's id instead. */
    static final String USER = "user";

    private static final String SERVICE = "service/";

    /** Whether a service has created the CMK for itself. */
    static boolean isService(CmkRecord cmk) {
        return !cmk.creator().equals(USER);
    }

    /** The caller of the setting: {@code user} or {@code service/<CODE>}. */
    public static Caller of(String setting) {
        return setting.startsWith(SERVICE)
                ? new Caller(ServiceCodes.check(setting.substring(SERVICE.length())))
                : new Caller(USER);
    }

    /** The alias of the caller's own key; empty for a user. */
    Optional<String> ownAlias() {
        return creator.equals(USER) ? Optional.empty() : Optional.of(ServiceCodes.alias(creator));
    }

    /** Refuses changes of what somebody else has created. */
    void admit(KmsCall call, CmkRecord cmk) {
        if (cmk.creator().equals(creator)) {
            return;
        }
        if (ownAlias().isPresent()) {
            throw KmsErrors.notTheServices(call, new CmkSnapshot(cmk), creator);
        }
        if (isService(cmk)) {
            throw KmsErrors.serviceKey(call, new CmkSnapshot(cmk));
        }
    }
}
