package org.kmsjca.cli;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.util.stream.Collectors;
import org.kmsjca.Diagnosis;
import org.kmsjca.Diagnosis.Finding;
import org.kmsjca.Kms;
import org.kmsjca.KmsProvider;

/** The steps of {@code kms demo}, in order. */
final class Demo {
    private final KmsCommand root;
    private final DemoFiles files;
    private final DemoReport report;

    Demo(KmsCommand root, DemoFiles files, DemoReport report) {
        this.root = root;
        this.files = files;
        this.report = report;
    }

    void run() throws GeneralSecurityException, IOException {
        KmsProvider provider = root.newProvider();
        try (Kms kms = Kms.of(provider)) {
            register(provider);
            Diagnosis diagnosis = kms.diagnose();
            report.call("Kms.of(provider).diagnose()", found(diagnosis, "root of trust"));
            KeyStore keyStore = KeyStore.getInstance("KMS");
            keyStore.load(null, null);
            DemoKeys keys = new DemoKeysStep(report, provider.getName(), keyStore, kms).run();
            new DemoCipherStep(report, files).run(keys.aes());
            new DemoSignatureStep(report, files).run(keys);
            showSecrecy(keys);
            new DemoListingStep(report, keyStore).run();
            new DemoFarewell(report, root, files).say(kms, found(diagnosis, "store"));
        } finally {
            Security.removeProvider(provider.getName());
            provider.close();
        }
    }

    private void register(KmsProvider provider) {
        report.step("Register the provider in this JVM, in the last place");
        // One that java.security registered has another configuration than --config.
        Security.removeProvider(provider.getName());
        int place = Security.addProvider(provider);
        String configured = root.config().map(file -> ".configure(\"" + file + "\")").orElse("");
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
