package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.Peers;

/** A MAC against SunJCE, HMAC of SM3 against Bouncy Castle. */
record RandomMac(KmsUnderTest kms, KeySpec spec, SecretKey clear) implements RandomOperation {
    static RandomMac of(KmsUnderTest kms, KeySpec spec, SecretKey clear) {
        kms.importSecret(spec.toString(), clear);
        return new RandomMac(kms, spec, clear);
    }

    @Override
    public void run(Random random) throws GeneralSecurityException {
        byte[] message = RandomOperation.message(random);
        Mac theirs =
                Mac.getInstance(
                        spec.keyAlgorithm(),
                        spec == KeySpec.HMAC_SM3 ? Peers.BOUNCY_CASTLE : Peers.SUN_JCE);
        theirs.init(clear);
        Mac ours = Mac.getInstance(spec.keyAlgorithm(), kms.provider());
        ours.init(kms.secretKey(spec.toString()));
        int cut = random.nextInt(message.length + 1);
        ours.update(message, 0, cut);
        ours.update(message, cut, message.length - cut);
        assertThat(ours.doFinal()).isEqualTo(theirs.doFinal(message));
    }

    @Override
    public String toString() {
        return spec.keyAlgorithm();
    }
}
