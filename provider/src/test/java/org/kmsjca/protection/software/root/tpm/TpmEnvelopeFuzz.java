package org.kmsjca.protection.software.root.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.protection.software.root.SealedRootKey;

/** An envelope in a store that somebody wrote into: nothing has authenticated it yet. */
class TpmEnvelopeFuzz {
    private final RootKey rootKey = new RootKey(new byte[RootKey.LENGTH]);

    /** The parameters up to the first line break, then the key file. */
    @FuzzTest(maxDuration = "10m")
    void envelopeIsRefusedOrDoesNotFitTheRootKey(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        var sealed =
                new SealedRootKey(
                        new String(bytes, 0, end, StandardCharsets.UTF_8),
                        Arrays.copyOfRange(bytes, Math.min(end + 1, bytes.length), bytes.length));
        TpmEnvelope envelope;
        try {
            envelope = TpmEnvelope.decode(sealed);
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertThat(TpmEnvelope.isRight(rootKey, "a store", sealed)).isFalse();
        assertThat(TpmRoot.isOfSameTpm(sealed, sealed)).isTrue();
        SealedRootKey own = envelope.encode(rootKey, "a store");
        assertThat(TpmEnvelope.isRight(rootKey, "a store", own)).isTrue();
        assertThat(TpmEnvelope.decode(own).encode(rootKey, "a store").parameters())
                .isEqualTo(own.parameters());
    }
}
