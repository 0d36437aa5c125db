package org.kmsjca.protection.software.root;

import org.bouncycastle.util.Strings;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** The bytes that a passphrase is stretched from: UTF-8. */
public final class PassphraseBytes {
    private PassphraseBytes() {}

    /**
     * The bytes, in a fresh array.
     *
     * @throws KmsException with InvalidParameter for half of a surrogate pair, which has none
     */
    public static byte[] of(char[] passphrase) {
        try {
            return Strings.toUTF8ByteArray(passphrase);
        } catch (IllegalStateException halfACharacter) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "the passphrase or PIN has half of a surrogate pair, which is no text: give"
                            + " whole characters",
                    halfACharacter);
        }
    }
}
