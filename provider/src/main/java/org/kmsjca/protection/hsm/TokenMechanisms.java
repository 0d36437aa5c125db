package org.kmsjca.protection.hsm;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.kmsjca.KmsException;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Constants.Category;

/**
 * What a token can do: the mechanisms that it lists, and the parameters that it turned out to
 * refuse. What it lacks is refused by name, never done in this process instead.
 */
final class TokenMechanisms {
    private final Set<Long> listed;
    private final String token;
    private final Map<String, Long> vendorCodes;
    private final Set<Object> refusedParameters = ConcurrentHashMap.newKeySet();

    private TokenMechanisms(Set<Long> listed, String token, Map<String, Long> vendorCodes) {
        this.listed = listed;
        this.token = token;
        this.vendorCodes = vendorCodes;
    }

    static TokenMechanisms of(long[] listed, TokenSlot slot, TokenSettings settings) {
        return new TokenMechanisms(
                Arrays.stream(listed).boxed().collect(Collectors.toUnmodifiableSet()),
                slot.toString(),
                settings.vendorCodes());
    }

    /** Numbers of all mechanisms. */
    Set<Long> all() {
        return listed;
    }

    boolean has(long mechanism) {
        return listed.contains(mechanism);
    }

    /** Refuses what the token does not list. */
    void require(long mechanism, Object purpose) {
        if (!has(mechanism)) {
            throw TokenErrors.lacks(token, name(mechanism), purpose.toString());
        }
    }

    KmsException unknown(Object what) {
        return TokenErrors.unknown(token, what.toString());
    }

    /** The vendor's code of that name, which the configuration gives. */
    long vendorCode(String name, Object purpose) {
        Long code = vendorCodes.get(name);
        if (code == null) {
            throw TokenErrors.unknown(token, purpose + " (" + name + ")");
        }
        return code;
    }

    /** Whether the token lists the mechanism and has not refused these parameters yet. */
    boolean mayDo(long mechanism, Object parameters) {
        return has(mechanism) && !refusedParameters.contains(parameters);
    }

    void refused(Object parameters) {
        refusedParameters.add(parameters);
    }

    /** Such as {@code CKM_AES_GCM}. */
    static String name(long mechanism) {
        return PKCS11Constants.codeToName(Category.CKM, mechanism);
    }
}
