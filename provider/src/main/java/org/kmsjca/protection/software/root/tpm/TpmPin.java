package org.kmsjca.protection.software.root.tpm;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.protection.software.root.PassphraseBytes;

/** Makes an authValue of a PIN: its SHA-256, which fits whatever the PIN's length. */
final class TpmPin {
    private TpmPin() {}

    /** The authValue for the settings; empty when they have no PIN. */
    static byte[] authValue(TpmSettings settings, TpmErrors refusals) {
        Supplier<char[]> pin = settings.pin();
        return pin == null ? new byte[0] : digest(pin.get(), refusals);
    }

    /** As the other, for an object that asks for a PIN. */
    static byte[] required(TpmSettings settings, TpmErrors refusals) {
        @Nullable Supplier<char[]> pin = settings.pin();
        if (pin == null) {
            throw refusals.noPin();
        }
        return digest(pin.get(), refusals);
    }

    private static byte[] digest(char[] pin, TpmErrors refusals) {
        byte[] encoded = PassphraseBytes.of(pin);
        try {
            if (encoded.length == 0) {
                throw refusals.emptyPin();
            }
            return TpmCrypto.withoutTrailingZeros(TpmCrypto.sha256(encoded));
        } finally {
            Arrays.fill(pin, '\0');
            Arrays.fill(encoded, (byte) 0);
        }
    }
}
