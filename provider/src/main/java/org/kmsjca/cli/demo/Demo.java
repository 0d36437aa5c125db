package org.kmsjca.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kmsjca.Diagnosis;
import org.kmsjca.Diagnosis.Finding;
import org.kmsjca.Kms;
import org.kmsjca.KmsProvider;

/** The steps of {@code kms demo}, in order. */
public final class Demo {
    private final KmsProvider provider;
    private final Optional<Path> config;
    private final DemoFiles files;
    private final Report report;

    /**
     * A demo with that provider, which is closed at its end.
     *
     * @param config the configuration that the command line names
     */
    public Demo(KmsProvider provider, Optional<Path> config, DemoFiles files, Report report) {
        this.provider = provider;
        this.config = config;
        this.files = files;
        this.report = report;
    }

    /** Runs the steps. */
    public void run() throws GeneralSecurityException, IOException {
        try (Kms kms = Kms.of(provider)) {
            register();
            Diagnosis diagnosis = kms.diagnose();
            report.call("Kms.of(provider).diagnose()", found(diagnosis, "root of trust"));
            KeyStore keyStore = KeyStore.getInstance("KMS");
            keyStore.load(null, null);
            DemoKeys keys = new KeysStep(report, provider.getName(), keyStore, kms).run();
            new CipherStep(report, files).run(keys.aes());
            new SignatureStep(report, files).run(keys);
            showSecrecy(keys);
            new ListingStep(report, keyStore).run();
            new Farewell(report, config, files).say(kms, found(diagnosis, "store"));
        } finally {
            Security.removeProvider(provider.getName());
            provider.close();
        }
    }

    private void register() {
        report.step("Register the provider in this JVM, in the last place");
        // One that java.security registered has another configuration than --config.
        Security.removeProvider(provider.getName());
        int place = Security.addProvider(provider);
        String configured = config.map(file -> ".configure(\"" + file + "\")").orElse("");
        report.call(
                "Provider provider = new KmsProvider()"
                        + configured
                        + ";\nSecurity.addProvider(provider)",
                "place " + place + " of " + Security.getProviders().length);
    }

    private void showSecrecy(DemoKeys keys) {
        report.step("Try to read the keys: a program holds handles, never key material");
        report.call("aesKey.getEncoded()", String.valueOf((Object) keys.aes().getEncoded()));
        report.call("privateKey.getEncoded()", String.valueOf((Object) keys.rsa().getEncoded()));
    }

    private static String found(Diagnosis diagnosis, String subject) {
        return diagnosis.findings().stream()
                .filter(finding -> finding.subject().equals(subject))
                .map(Finding::text)
                .collect(Collectors.joining("\n", subject + ": ", ""));
    }
}
