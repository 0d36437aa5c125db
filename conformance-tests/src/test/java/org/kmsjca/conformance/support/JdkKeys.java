package org.kmsjca.conformance.support;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.jcajce.interfaces.MLDSAPrivateKey;

/** Key pairs of Bouncy Castle as the JDK's own. */
public final class JdkKeys {
    private JdkKeys() {}

    /** The pair as keys of the provider, which differ for ML-DSA only. */
    public static KeyPair of(Provider provider, KeyPair pair) throws GeneralSecurityException {
        if (!(pair.getPrivate() instanceof MLDSAPrivateKey key)
                || provider.equals(Peers.BOUNCY_CASTLE)) {
            return pair;
        }
        KeyFactory factory = KeyFactory.getInstance("ML-DSA", provider);
        // The JDK of version 24 reads expanded keys, later ones seeds too.
        byte[] expanded = key.getPrivateKey(false).getEncoded();
        return new KeyPair(
                factory.generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded())),
                factory.generatePrivate(new PKCS8EncodedKeySpec(expanded)));
    }
}
