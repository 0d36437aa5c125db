package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.ChildJvm;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.testing.SoftHsm;

/**
 * The KMS is closed while a token hangs in the making of a key. Closing waits for it, but not for
 * ever; what was begun stays this program's, and is destroyed by the next when this one is gone.
 */
@Tag("once")
@Tag("soak")
@Timeout(300)
class HangingTokenTest {
    /** Of one call, longer than closing waits for. */
    private static final int HANGING_MILLIS = 40_000;

    @TempDir Path directory;
    private Shim shim;
    private SoftHsm token;
    private KmsUnderTest kms;

    @BeforeEach
    void open() {
        token = SoftHsm.token("kms-hanging-" + System.nanoTime());
        shim = Shim.beforeSoftHsm(directory);
        kms = HsmKms.open(directory, token.settings(shim.library()));
    }

    @AfterEach
    void close() {
        shim.reset();
        kms.close();
    }

    private int objects() throws PKCS11Exception {
        try (TokenView view = TokenView.of(shim.library(), token.label())) {
            return view.kept().length;
        }
    }

    private void use() {
        kms.close();
        kms = HsmKms.open(directory, token.settings(shim.library()));
        kms.kms().encrypt("alias/first", new byte[1], EncryptionContext.empty());
    }

    @Test
    void closingGoesOnWithoutAKeyThatIsBeingMade() throws Exception {
        kms.create("first", KeySpec.ALIYUN_AES_256);
        kms.close();
        shim.reset();
        shim.on("GenerateKey").delay(HANGING_MILLIS);
        Process program =
                ChildJvm.start(ClosingProgram.class, List.of(), kms.configuration().toString());
        while (shim.calls("GenerateKey") == 0) {
            assertThat(program.isAlive()).isTrue();
            Thread.sleep(20);
        }
        try (BufferedReader output = program.inputReader();
                OutputStream close = program.getOutputStream()) {
            close.write('\n');
            close.flush();
            assertThat(output.readLine()).isEqualTo("closed, while a key is made: true");
            use(); // and leave alone what the other program is making
            assertThat(output.lines()).contains(KmsErrorCode.UNAVAILABLE.code()); // and a warning
        }
        program.waitFor();
        assertThat(objects()).isEqualTo(2);
        use();
        assertThat(objects()).isEqualTo(1);
    }

    /** Closes its KMS, when it is told to, while a thread makes a key. */
    static final class ClosingProgram {
        private ClosingProgram() {}

        public static void main(String[] arguments) throws Exception {
            Kms kms = Kms.open(Path.of(arguments[0]));
            Thread creating =
                    new Thread(
                            () -> {
                                try {
                                    kms.createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256));
                                } catch (KmsException e) {
                                    System.out.println(e.code().code());
                                }
                            });
            creating.start();
            if (System.in.read() < 0) {
                throw new IllegalStateException("nobody told to close");
            }
            kms.close();
            System.out.println("closed, while a key is made: " + creating.isAlive());
            creating.join();
        }
    }
}
