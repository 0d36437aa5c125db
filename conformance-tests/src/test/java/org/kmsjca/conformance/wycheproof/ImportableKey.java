package org.kmsjca.conformance.wycheproof;

import java.security.Key;
import java.security.PrivateKey;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A key to be made a CMK.
 *
 * @param publicKey the other half of a private key, which its certificate gets; may be empty where
 *     the private key is to be refused
 * @param certifiedUsage bits of the certificate's key usage extension
 */
record ImportableKey(Key key, Optional<SubjectPublicKeyInfo> publicKey, int certifiedUsage) {
    static ImportableKey of(SecretKey key) {
        return new ImportableKey(key, Optional.empty(), 0);
    }

    static ImportableKey refusable(Key key) {
        return new ImportableKey(key, Optional.empty(), 0);
    }

    static ImportableKey of(PrivateKey key, SubjectPublicKeyInfo publicKey, int certifiedUsage) {
        return new ImportableKey(key, Optional.of(publicKey), certifiedUsage);
    }
}
