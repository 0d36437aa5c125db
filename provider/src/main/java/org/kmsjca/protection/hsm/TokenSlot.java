package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_TOKEN_INFO;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.util.ArrayList;
import java.util.List;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * The slot that a token is in. Slots change their numbers, so tokens are named by label or serial.
 *
 * @param sessions most sessions at once; {@link Integer#MAX_VALUE} when the token does not say
 */
record TokenSlot(long id, String label, String serial, long flags, int sessions) {

    boolean has(long flag) {
        return (flags & flag) != 0;
    }

    /** Finds the token of the settings. */
    static TokenSlot find(PKCS11 cryptoki, TokenSettings settings) throws PKCS11Exception {
        List<TokenSlot> found = new ArrayList<>();
        List<TokenSlot> all = all(cryptoki);
        for (TokenSlot slot : all) {
            if (settings.token() == null
                    || slot.label.equals(settings.token())
                    || slot.serial.equals(settings.token())) {
                found.add(slot);
            }
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        throw found.isEmpty()
                ? TokenErrors.noToken(settings, all)
                : TokenErrors.severalTokens(settings, found);
    }

    private static List<TokenSlot> all(PKCS11 cryptoki) throws PKCS11Exception {
        List<TokenSlot> all = new ArrayList<>();
        for (long id : cryptoki.C_GetSlotList(true)) {
            try {
                CK_TOKEN_INFO info = cryptoki.C_GetTokenInfo(id);
                if ((info.flags & PKCS11Constants.CKF_TOKEN_INITIALIZED) != 0) {
                    all.add(of(id, info));
                }
            } catch (PKCS11Exception e) {
                // A token that cannot even say who it is.
            }
        }
        return all;
    }

    private static TokenSlot of(long id, CK_TOKEN_INFO info) {
        return new TokenSlot(
                id,
                new String(info.label).strip(),
                new String(info.serialNumber).strip(),
                info.flags,
                Math.min(limit(info.ulMaxSessionCount), limit(info.ulMaxRwSessionCount)));
    }

    /** 0 and the highest values mean that there is no limit, or none that is known. */
    private static int limit(long count) {
        return count <= 0 || count > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) count;
    }

    @Override
    public String toString() {
        return "'" + label + "' (serial " + serial + ")";
    }
}
