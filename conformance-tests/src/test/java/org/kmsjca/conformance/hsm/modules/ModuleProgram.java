package org.kmsjca.conformance.hsm.modules;

import com.tencent.kona.crypto.KonaCryptoProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.kmsjca.conformance.support.ChildJvm;
import org.opentest4j.TestAbortedException;

/** Runs a main class of this package in a JVM of its own, where a module works. */
final class ModuleProgram {
    private static final List<Class<?>> JARS =
            List.of(
                    BouncyCastleProvider.class,
                    X509CertificateHolder.class,
                    ContentInfo.class,
                    KonaCryptoProvider.class,
                    TestAbortedException.class);

    private ModuleProgram() {}

    /** Gives the lines of the file that it is told of by its second argument. */
    static List<String> run(TokenModule module, Class<?> main, List<String> more)
            throws IOException, InterruptedException {
        Path results = module.home().resolve("results");
        Path log = module.home().resolve("program.log");
        List<String> arguments =
                new ArrayList<>(List.of(module.configuration().toString(), results.toString()));
        arguments.addAll(more);
        List<String> command =
                ChildJvm.command(
                        main,
                        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        JARS,
                        arguments.toArray(String[]::new));
        var builder = new ProcessBuilder(module.inItsPlace(command));
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(module.environment());
        Process process = builder.start();
        boolean ended = process.waitFor(10, TimeUnit.MINUTES);
        process.destroyForcibly();
        if (!ended || process.exitValue() != 0) {
            throw new AssertionError(main + " failed:\n" + Files.readString(log));
        }
        return Files.readAllLines(results);
    }
}
