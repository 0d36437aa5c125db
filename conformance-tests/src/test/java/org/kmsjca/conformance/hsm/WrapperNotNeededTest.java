package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.ChildJvm;
import org.kmsjca.testing.SoftHsm;

/** Programs that use no HSM load nothing of PKCS#11, and need not have it. */
@Tag("once")
class WrapperNotNeededTest {
    @TempDir Path directory;

    /** Makes a SOFTWARE key, then an HSM key, and says what came of it. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            try (Kms kms = Kms.open(Path.of(arguments[0]))) {
                create(kms, ProtectionLevel.SOFTWARE);
                System.out.println("software works");
                create(kms, ProtectionLevel.HSM);
                System.out.println("hsm works");
            } catch (KmsException e) {
                System.out.println(e.getMessage());
            }
        }

        private static void create(Kms kms, ProtectionLevel level) {
            kms.createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).protectionLevel(level).build());
        }
    }

    private List<String> run(String classPath, String... settings) throws Exception {
        String tests =
                Path.of(Program.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                        .toString();
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-verbose:class",
                                "-cp",
                                classPath + File.pathSeparator + tests,
                                Program.class.getName(),
                                HsmKms.configure(directory, settings).toString())
                        .redirectErrorStream(true)
                        .start();
        return ChildJvm.lines(process);
    }

    @Test
    void softwareWorksWithoutTheWrapperAndHsmSaysWhatIsMissing() throws Exception {
        assertThat(
                        run(
                                System.getProperty("kms.classpath"),
                                SoftHsm.token(SoftHsm.SUITE).settings()))
                .anyMatch(line -> line.equals("software works"))
                .anyMatch(line -> line.contains("needs the PKCS#11 wrapper"))
                .noneMatch(line -> line.contains("org.xipki") && line.contains("source:"));
    }

    @Test
    void withoutAnHsmTheSettingToAddIsSaid() throws Exception {
        assertThat(run(System.getProperty("kms.classpath")))
                .anyMatch(line -> line.equals("software works"))
                .anyMatch(
                        line ->
                                line.startsWith("Unsupported.ProtectionLevel")
                                        && line.contains("hsm.module"))
                .noneMatch(line -> line.contains("protection.hsm"));
    }

    @Test
    void nothingIsPrintedByTheWrapper() throws Exception {
        List<String> lines =
                ChildJvm.run(
                        Program.class,
                        List.of(),
                        HsmKms.configure(directory, SoftHsm.token(SoftHsm.SUITE).settings())
                                .toString());
        assertThat(lines).containsExactly("software works", "hsm works");
    }
}
