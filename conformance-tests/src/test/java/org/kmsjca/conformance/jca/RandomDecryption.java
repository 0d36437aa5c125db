package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import org.kmsjca.conformance.support.KmsUnderTest;

/**
 * Asymmetric encryption against a peer with the same key.
 *
 * @param longest message in bytes
 * @param parameters what the name means here, spelled out for the peer; null for none
 * @param ownParameters what makes us read and write what the peer does; null for none
 */
record RandomDecryption(
        KmsUnderTest kms,
        String transformation,
        String peersTransformation,
        Provider peer,
        KeyPair pair,
        Key handle,
        int longest,
        AlgorithmParameterSpec parameters,
        AlgorithmParameterSpec ownParameters)
        implements RandomOperation {
    @Override
    public void run(Random random) throws GeneralSecurityException {
        byte[] message = RandomOperation.bytes(random, 1 + random.nextInt(longest));
        Cipher theirs = Cipher.getInstance(peersTransformation, peer);
        Cipher ours = kms.cipher(transformation);
        init(theirs, Cipher.ENCRYPT_MODE, pair.getPublic(), parameters);
        byte[] encrypted = theirs.doFinal(message);
        init(ours, Cipher.DECRYPT_MODE, handle, ownParameters);
        assertThat(ours.doFinal(encrypted)).isEqualTo(message);
        byte[] changed = RandomOperation.changed(random, encrypted);
        changed[0] = encrypted[0]; // a value over the modulus is told otherwise
        if (!transformation.contains("PKCS1") && !Arrays.equals(changed, encrypted)) {
            assertThatThrownBy(() -> ours.doFinal(changed)).isInstanceOf(BadPaddingException.class);
        }
        init(ours, Cipher.ENCRYPT_MODE, pair.getPublic(), ownParameters);
        byte[] own = ours.doFinal(message);
        init(theirs, Cipher.DECRYPT_MODE, pair.getPrivate(), parameters);
        assertThat(theirs.doFinal(own)).isEqualTo(message);
    }

    private static void init(Cipher cipher, int mode, Key key, AlgorithmParameterSpec spec)
            throws GeneralSecurityException {
        if (spec == null) {
            cipher.init(mode, key);
        } else {
            cipher.init(mode, key, spec);
        }
    }

    @Override
    public String toString() {
        return transformation + " against " + peer.getName();
    }
}
