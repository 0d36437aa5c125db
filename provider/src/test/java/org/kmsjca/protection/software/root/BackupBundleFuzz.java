package org.kmsjca.protection.software.root;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.kmsjca.KmsException;

/** A file that somebody says is the backup of a root key. */
class BackupBundleFuzz {
    @FuzzTest(maxDuration = "10m")
    void fileIsRefusedOrSaysTheSameWhenWrittenAgain(byte[] bytes) {
        BackupBundle bundle;
        try {
            bundle = BackupBundle.decode(bytes);
        } catch (IllegalArgumentException refused) {
            return;
        }
        byte[] again = bundle.encode().getBytes(StandardCharsets.UTF_8);
        assertThat(BackupBundle.decode(again).encode()).isEqualTo(bundle.encode());
        parametersAreRefusedOrWithinBounds(bundle);
    }

    /** Argon2 itself is not run: it takes what time and memory its bounds allow. */
    private static void parametersAreRefusedOrWithinBounds(BackupBundle bundle) {
        var asked = new IllegalStateException("the parameters are good");
        try {
            new PassphraseRoot(
                            () -> {
                                throw asked;
                            })
                    .unseal(bundle.sealed(), bundle.storeId());
        } catch (KmsException refused) {
            return;
        } catch (IllegalStateException e) {
            assertThat(e).isSameAs(asked);
            return;
        }
        throw new AssertionError("a backup was opened without a passphrase");
    }
}
