package org.kmsjca.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SecretBytesTest {
    private static byte[] secret() {
        byte[] secret = new byte[64];
        Arrays.fill(secret, (byte) 1);
        return secret;
    }

    @Test
    void copiesAreTheCallers() {
        byte[] clear = secret();
        var secret = new SecretBytes(clear);
        Arrays.fill(clear, (byte) 0);
        assertThat(secret.copy()).isEqualTo(secret());
        Arrays.fill(secret.copy(), (byte) 2);
        assertThat(secret.copy()).isEqualTo(secret());
    }

    @Test
    void nothingIsCopiedOfWhatIsBeingWiped() throws InterruptedException {
        var current = new AtomicReference<>(new SecretBytes(secret()));
        Thread wiping =
                new Thread(
                        () -> {
                            for (int index = 0; index < 20_000; index++) {
                                current.get().wipe();
                                current.set(new SecretBytes(secret()));
                            }
                        });
        wiping.start();
        while (wiping.isAlive()) {
            byte[] copy = current.get().copy();
            if (copy != null) {
                assertThat(copy).containsOnly(1);
            }
        }
        wiping.join();
        var last = new SecretBytes(secret());
        last.wipe();
        assertThat(last.copy()).isNull();
        assertThat(last.isWiped()).isTrue();
        assertThat(last).hasToString("SecretBytes[64 bytes]");
    }
}
