package org.kmsjca.conformance.consumers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;

/** Files for {@code -Djava.security.properties}, made for the JDK that runs the tests. */
final class SecurityFile {
    /** What java.security.sample says about preferred providers. */
    static final String PREFERRED =
            "jdk.security.provider.preferred="
                    + "Signature.RSASSA-PSS:KMS, Signature.SHA256withECDSA:KMS";

    private static final String LINE = "security.provider.";

    private SecurityFile() {}

    /** Lines that add the providers behind the JDK's own. */
    static List<String> last(String... providers) {
        int number = jdkProviders().size();
        List<String> lines = new ArrayList<>();
        for (String provider : providers) {
            number++;
            lines.add(line(number, provider));
        }
        return lines;
    }

    /** All lines anew, with the provider before the JDK's own. */
    static List<String> first(String provider) {
        List<String> lines = new ArrayList<>(List.of(line(1, provider)));
        for (String jdk : jdkProviders()) {
            lines.add(line(lines.size() + 1, jdk));
        }
        return lines;
    }

    static String line(int number, String provider) {
        return LINE + number + "=" + provider;
    }

    /** The providers in the JDK's own file. */
    static List<String> jdkProviders() {
        List<String> providers = new ArrayList<>();
        String provider = Security.getProperty(LINE + 1);
        while (provider != null) {
            providers.add(provider);
            provider = Security.getProperty(LINE + (providers.size() + 1));
        }
        return providers;
    }

    static Path write(Path file, List<String> lines, String... more) throws IOException {
        List<String> all = new ArrayList<>(lines);
        all.addAll(List.of(more));
        return Files.write(file, all);
    }
}
