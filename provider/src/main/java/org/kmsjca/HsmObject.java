package org.kmsjca;

import java.util.Optional;

/**
 * A key in an HSM's token that is no CMK.
 *
 * @param hsm the name of the HSM in the configuration
 * @param token label and serial number of the token
 * @param id its CKA_ID in hexadecimal digits
 * @param kind such as {@code private key RSA}
 * @param label its CKA_LABEL, which may be empty
 * @param keySpec what it would be adopted as; empty when that has to be said, or cannot be
 * @param sensitive its CKA_SENSITIVE
 * @param extractable whether the token gives it out (CKA_EXTRACTABLE is not false): with {@code
 *     hsm.adopt=strict} such a key is not adopted
 */
public record HsmObject(
        String hsm,
        String token,
        String id,
        String kind,
        String label,
        Optional<KeySpec> keySpec,
        boolean sensitive,
        boolean extractable) {}
