package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM_INFO;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsException;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Constants.Category;

/**
 * What a token can do: the mechanisms that it lists, and the parameters that it turned out to
 * refuse. What it lacks is refused by name, never done in this process instead.
 */
final class TokenMechanisms {
    /** Those whose key sizes, which are bits, and flags are heeded. */
    private static final List<Long> HEEDED =
            List.of(
                    PKCS11Constants.CKM_RSA_PKCS_KEY_PAIR_GEN,
                    PKCS11Constants.CKM_EC_KEY_PAIR_GEN,
                    PKCS11Constants.CKM_RSA_PKCS,
                    PKCS11Constants.CKM_RSA_X_509,
                    PKCS11Constants.CKM_RSA_PKCS_PSS,
                    PKCS11Constants.CKM_RSA_PKCS_OAEP,
                    PKCS11Constants.CKM_ECDSA,
                    PKCS11Constants.CKM_ECDH1_DERIVE);

    private final Set<Long> listed;
    private final String token;
    private final Map<String, Long> vendorCodes;
    private final Map<Long, Capability> capabilities;
    private final Set<Object> refusedParameters = ConcurrentHashMap.newKeySet();
    private final Map<Object, Boolean> proofs = new ConcurrentHashMap<>();
    private final Map<Set<Long>, TokenMechanisms> narrowed = new ConcurrentHashMap<>();

    /**
     * What C_GetMechanismInfo says.
     *
     * @param least size of keys, in a unit of the mechanism
     * @param flags CKF
     */
    record Capability(long least, long most, long flags) {}

    private TokenMechanisms(
            Set<Long> listed,
            Map<Long, Capability> capabilities,
            String token,
            Map<String, Long> vendorCodes) {
        this.listed = listed;
        this.capabilities = capabilities;
        this.token = token;
        this.vendorCodes = vendorCodes;
    }

    /** Asks a slot for its mechanisms; what it says of single ones is asked where it is heeded. */
    static TokenMechanisms of(PKCS11 cryptoki, TokenSlot slot, TokenSettings settings)
            throws PKCS11Exception {
        Set<Long> listed =
                Arrays.stream(cryptoki.C_GetMechanismList(slot.id()))
                        .boxed()
                        .collect(Collectors.toUnmodifiableSet());
        Map<Long, Capability> capabilities = new HashMap<>();
        for (long mechanism : HEEDED) {
            if (listed.contains(mechanism)) {
                capability(cryptoki, slot, mechanism)
                        .ifPresent(found -> capabilities.put(mechanism, found));
            }
        }
        return new TokenMechanisms(
                listed, Map.copyOf(capabilities), slot.toString(), settings.vendorCodes());
    }

    private static Optional<Capability> capability(PKCS11 cryptoki, TokenSlot slot, long mechanism)
            throws PKCS11Exception {
        try {
            CK_MECHANISM_INFO info = cryptoki.C_GetMechanismInfo(slot.id(), mechanism);
            return Optional.of(new Capability(info.ulMinKeySize, info.ulMaxKeySize, info.flags));
        } catch (PKCS11Exception e) {
            if (Ckr.isPermanent(e.getErrorCode()) || Ckr.isAmbiguous(e.getErrorCode())) {
                return Optional.empty(); // it lists what it does not describe
            }
            throw e;
        }
    }

    /**
     * Those for keys that are limited to some; what trials of such keys show is of them alone.
     *
     * @param allowed CKA_ALLOWED_MECHANISMS; empty of keys without a limit
     */
    TokenMechanisms only(Set<Long> allowed) {
        return allowed.isEmpty() ? this : narrowed.computeIfAbsent(allowed, this::narrowedTo);
    }

    private TokenMechanisms narrowedTo(Set<Long> allowed) {
        return new TokenMechanisms(
                listed.stream().filter(allowed::contains).collect(Collectors.toUnmodifiableSet()),
                capabilities,
                "%s (for a key with CKA_ALLOWED_MECHANISMS %s)".formatted(token, names(allowed)),
                vendorCodes);
    }

    static String names(Set<Long> mechanisms) {
        return mechanisms.stream()
                .sorted()
                .map(TokenMechanisms::name)
                .collect(Collectors.joining(", "));
    }

    /** Numbers of all mechanisms. */
    Set<Long> all() {
        return listed;
    }

    boolean has(long mechanism) {
        return listed.contains(mechanism);
    }

    /** Whether it lists the mechanism for that use; tokens that give no flags at all may. */
    boolean has(long mechanism, long use) {
        Capability told = capabilities.get(mechanism);
        return has(mechanism) && (told == null || told.flags() == 0 || (told.flags() & use) != 0);
    }

    /** Refuses a key that is larger or smaller than the token says. */
    void requireSize(long mechanism, KeySpec spec) {
        Capability told = capabilities.get(mechanism);
        if (told != null
                && told.most() > 0
                && (spec.bits() < told.least() || spec.bits() > told.most())) {
            throw TokenErrors.size(token, name(mechanism), told.least(), told.most(), spec);
        }
    }

    /** Remembers whether the token does what a trial of it showed. */
    boolean proof(Object of, BooleanSupplier trial) {
        Boolean known = proofs.get(of);
        if (known == null) {
            known = trial.getAsBoolean();
            proofs.put(of, known);
        }
        return known;
    }

    /** Refuses what the token does not list. */
    void require(long mechanism, Object purpose) {
        if (!has(mechanism)) {
            throw lacking(mechanism, purpose);
        }
    }

    KmsException lacking(long mechanism, Object purpose) {
        return TokenErrors.lacks(token, name(mechanism), purpose.toString());
    }

    KmsException lackingDataKeys(KeySpec spec) {
        return TokenErrors.lacksDataKeys(token, spec);
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

    /** What a trial showed; null when there was none. */
    @Nullable Boolean known(Object of) {
        return proofs.get(of);
    }

    void remember(Object of, boolean shown) {
        proofs.put(of, shown);
    }

    /** Such as {@code CKM_AES_GCM}. */
    static String name(long mechanism) {
        return PKCS11Constants.codeToName(Category.CKM, mechanism);
    }
}
