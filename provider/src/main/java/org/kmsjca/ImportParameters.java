package org.kmsjca;

import java.security.PublicKey;
import java.time.Instant;

/**
 * What GetParametersForImport gives: the key material is encrypted with the public key and comes
 * back with the token. Both belong to each other and to the CMK.
 *
 * @param importToken opaque; as secret as the public key is
 * @param tokenExpireTime 24 hours after the call; until then both may be used more than once
 * @param wrappingKeyLevel where the private half of the public key is: with HSM the material is
 *     decrypted in the token and nowhere else, with SOFTWARE in this process
 */
@SuppressWarnings("ArrayRecordComponent") // opaque, made for one caller
public record ImportParameters(
        String keyId,
        PublicKey publicKey,
        byte[] importToken,
        Instant tokenExpireTime,
        ProtectionLevel wrappingKeyLevel) {}
