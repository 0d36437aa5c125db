package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Random;
import org.kmsjca.conformance.support.KmsUnderTest;

/**
 * A signature algorithm against a peer with the same key.
 *
 * @param deterministic whether both must give the same signature
 */
record RandomSignature(
        KmsUnderTest kms,
        String algorithm,
        Provider peer,
        KeyPair pair,
        PrivateKey handle,
        boolean deterministic)
        implements RandomOperation {
    @Override
    public void run(Random random) throws GeneralSecurityException {
        byte[] message = RandomOperation.message(random);
        PSSParameterSpec pss = algorithm.equals("RSASSA-PSS") ? pss(random) : null;
        byte[] ours = sign(with(kms.signature(algorithm), pss), handle, message);
        byte[] theirs = sign(with(theirs(), pss), pair.getPrivate(), message);
        if (deterministic) {
            assertThat(ours).isEqualTo(theirs);
        }
        assertThat(isTaken(with(theirs(), pss), message, ours)).as("peer verifies ours").isTrue();
        Signature verification = with(kms.signature(algorithm), pss);
        assertThat(isTaken(verification, message, theirs)).as("we verify the peer's").isTrue();
        byte[] changed = RandomOperation.changed(random, theirs);
        assertThat(isTaken(verification, message, changed)).as("changed").isFalse();
        if (message.length > 0) {
            byte[] another = RandomOperation.changed(random, message);
            assertThat(isTaken(verification, another, theirs)).as("another message").isFalse();
        }
    }

    /** Bouncy Castle takes no other digest in MGF1 than that of the message. */
    private PSSParameterSpec pss(Random random) {
        String[] digests = {"SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA3-256"};
        String digest = digests[random.nextInt(digests.length)];
        String other = digests[random.nextInt(digests.length)];
        String mask = peer.getName().equals("BC") ? digest : other;
        return new PSSParameterSpec(
                digest, "MGF1", new MGF1ParameterSpec(mask), random.nextInt(100), 1);
    }

    private Signature theirs() throws GeneralSecurityException {
        return Signature.getInstance(algorithm, peer);
    }

    private static Signature with(Signature signature, PSSParameterSpec spec)
            throws GeneralSecurityException {
        if (spec != null) {
            signature.setParameter(spec);
        }
        return signature;
    }

    private static byte[] sign(Signature signature, PrivateKey key, byte[] message)
            throws GeneralSecurityException {
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
    }

    private boolean isTaken(Signature signature, byte[] message, byte[] value)
            throws GeneralSecurityException {
        signature.initVerify(pair.getPublic());
        signature.update(message);
        try {
            return signature.verify(value);
        } catch (SignatureException malformed) {
            return false;
        }
    }

    @Override
    public String toString() {
        return algorithm + " against " + peer.getName();
    }
}
