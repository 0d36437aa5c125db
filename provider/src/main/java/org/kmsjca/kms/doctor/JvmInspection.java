package org.kmsjca.kms.doctor;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.kmsjca.Diagnosis.Finding;
import org.kmsjca.Diagnosis.Severity;

/** Looks at the place that the provider has in this JVM, where two mistakes are silent. */
final class JvmInspection {
    private static final String LINE = "security.provider.";
    private static final String SERVICES = "META-INF/services/java.security.Provider";
    private static final String PROVIDER_CLASS = "org.kmsjca.KmsProvider";
    private static final String FILE = "java.security.properties";
    private static final Pattern URL_SCHEME = Pattern.compile("[a-z]{2,}:");
    private static final int HIGHEST_NUMBER = 99;

    private final List<Finding> findings = new ArrayList<>();

    /** Nothing of a JVM that knows nothing of the provider, as that of the command kms. */
    List<Finding> findings() {
        String file = System.getProperty(FILE);
        if (file == null && Security.getProvider("KMS") == null) {
            return findings;
        }
        if (file != null) {
            securityFile(file.replaceFirst("^=", ""));
        }
        place();
        gap();
        classPathOrder();
        preferred();
        disabled();
        return findings;
    }

    /** The JDK ignores a file that is not there. */
    private void securityFile(String file) {
        if (!new File(file).exists() && !URL_SCHEME.matcher(file).lookingAt()) {
            findings.add(
                    new Finding(
                            Severity.PROBLEM,
                            "java.security",
                            "the file %s of -D%s does not exist, which the JDK does not tell"
                                    .formatted(file, FILE),
                            "name the file that has the line of the provider"));
        }
    }

    private void place() {
        Provider[] providers = Security.getProviders();
        for (int i = 0; i < providers.length; i++) {
            if (providers[i].getClass().getName().equals(PROVIDER_CLASS)) {
                boolean last = i == providers.length - 1;
                findings.add(
                        last
                                ? new Finding(
                                        Severity.OK,
                                        "provider list",
                                        providers[i].getName() + " is last, at " + (i + 1),
                                        "")
                                : new Finding(
                                        Severity.ADVICE,
                                        "provider list",
                                        ("%s is at %s of %s: programs that name no provider may bind to it before"
                                                        + " it knows their key")
                                                .formatted(
                                                        providers[i].getName(),
                                                        i + 1,
                                                        providers.length),
                                        "put it last"));
                return;
            }
        }
        findings.add(
                new Finding(
                        Severity.ADVICE,
                        "provider list",
                        "the provider is not registered in this JVM",
                        "in java.security: " + LINE + nextNumber() + "=KMS"));
    }

    private static int nextNumber() {
        int number = 1;
        while (Security.getProperty(LINE + number) != null) {
            number++;
        }
        return number;
    }

    private void gap() {
        int next = nextNumber();
        for (int number = next + 1; number <= HIGHEST_NUMBER; number++) {
            String value = Security.getProperty(LINE + number);
            if (value != null) {
                findings.add(
                        new Finding(
                                Severity.PROBLEM,
                                "java.security",
                                LINE
                                        + number
                                        + "="
                                        + value
                                        + " is ignored, because there is no "
                                        + LINE
                                        + next
                                        + ": a gap ends the list silently",
                                "write " + LINE + next + "=" + value));
                return;
            }
        }
    }

    /** By name, the JDK makes an instance of each provider that it meets before ours. */
    private void classPathOrder() {
        List<String> before = new ArrayList<>();
        try {
            for (URL url : Collections.list(ClassLoader.getSystemResources(SERVICES))) {
                for (String provider : providersIn(url)) {
                    if (provider.equals(PROVIDER_CLASS)) {
                        reportOrder(before);
                        return;
                    }
                    before.add(provider);
                }
            }
        } catch (IOException e) {
            findings.add(
                    new Finding(Severity.ADVICE, "class path", "it cannot be inspected: " + e, ""));
        }
    }

    private void reportOrder(List<String> before) {
        if (before.isEmpty()) {
            findings.add(
                    new Finding(
                            Severity.OK,
                            "class path",
                            "our jar stands before other providers' jars",
                            ""));
        } else {
            findings.add(
                    new Finding(
                            Severity.ADVICE,
                            "class path",
                            ("%s stand before our jar: the JDK makes an instance of each to find ours"
                                            + " by name, which costs start-up time (0.4 s and more for Bouncy Castle)")
                                    .formatted(before),
                            "put the KMS provider's jar first on the class path"));
        }
    }

    private static List<String> providersIn(URL url) throws IOException {
        var connection = url.openConnection();
        connection.setUseCaches(false); // a cached jar would stay open
        try (var reader =
                new BufferedReader(
                        new InputStreamReader(
                                connection.getInputStream(), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> line.replaceFirst("#.*", "").trim())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }

    private void preferred() {
        String preferred = Security.getProperty("jdk.security.provider.preferred");
        if (preferred == null || !preferred.contains("RSASSA-PSS:")) {
            findings.add(
                    new Finding(
                            Severity.ADVICE,
                            "RSASSA-PSS",
                            "programs that set PSS parameters before the key will not reach the"
                                    + " provider",
                            "in java.security: jdk.security.provider.preferred=Signature.RSASSA-PSS"
                                    + ":KMS, Signature.SHA256withECDSA:KMS"));
        }
    }

    private void disabled() {
        String disabled = Security.getProperty("jdk.crypto.disabledAlgorithms");
        if (disabled != null && !disabled.isBlank()) {
            findings.add(
                    new Finding(
                            Severity.ADVICE,
                            "jdk.crypto.disabledAlgorithms",
                            "this JVM refuses " + disabled + " before any provider is asked",
                            ""));
        }
    }
}
