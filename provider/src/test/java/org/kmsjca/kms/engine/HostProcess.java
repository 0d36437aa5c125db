package org.kmsjca.kms.engine;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.config.Configuration;

/**
 * The KMS of another machine. With a key's id it says {@code ready}, looks at the key until it has
 * another version, goes on for a second, and says how many versions there are. Without, it makes
 * RSA keys in a token, and says {@code +} and the id of each.
 */
final class HostProcess {
    private HostProcess() {}

    /** Arguments: the file of a configuration, and the id of a key or nothing. */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        Configuration configuration;
        try (Reader reader = Files.newBufferedReader(file)) {
            configuration = Configuration.read(reader, file.toString(), file.getParent());
        }
        try (KmsEngine engine = TestEngine.open(configuration, Clock.systemUTC())) {
            if (args.length > 1) {
                say("ready");
                follow(engine, args[1]);
            } else {
                make(engine);
            }
        }
    }

    private static void follow(KmsEngine engine, String keyId) {
        int versions = 1;
        long end = 0;
        while (versions == 1 || System.nanoTime() < end) {
            engine.lookup().catchUp();
            int now = engine.keys().describe(keyId).versions().size();
            if (versions == 1 && now > 1) {
                end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            }
            versions = now;
        }
        say("versions " + versions);
    }

    private static void make(KmsEngine engine) {
        CmkSpec spec =
                CmkSpec.builder(KeySpec.RSA_2048).protectionLevel(ProtectionLevel.HSM).build();
        while (true) {
            say("+" + engine.creations().createKey(spec).keyId());
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    static Process start(Path configuration, String... more) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostProcess.class.getName(),
                        configuration.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
