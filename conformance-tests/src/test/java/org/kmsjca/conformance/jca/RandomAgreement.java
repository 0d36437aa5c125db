package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.util.Random;
import javax.crypto.KeyAgreement;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestKeys;

/** ECDH with a fresh key of the other party each time, which computes it with a peer. */
record RandomAgreement(KmsUnderTest kms, KeySpec curve, Provider peer) implements RandomOperation {
    static RandomAgreement of(KmsUnderTest kms, KeySpec curve, Provider peer) {
        kms.create("ecdh-" + curve, curve, KeyUsage.KEY_AGREEMENT);
        return new RandomAgreement(kms, curve, peer);
    }

    @Override
    public void run(Random random) throws GeneralSecurityException {
        KeyPair other = TestKeys.newPair(curve);
        KeyAgreement theirs = KeyAgreement.getInstance("ECDH", peer);
        theirs.init(other.getPrivate());
        theirs.doPhase(kms.publicKey("ecdh-" + curve), true);
        KeyAgreement ours = KeyAgreement.getInstance("ECDH", kms.provider());
        ours.init(kms.handle("ecdh-" + curve));
        ours.doPhase(other.getPublic(), true);
        assertThat(ours.generateSecret()).isEqualTo(theirs.generateSecret());
    }

    @Override
    public String toString() {
        return "ECDH on " + curve;
    }
}
