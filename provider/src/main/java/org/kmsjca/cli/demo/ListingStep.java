package org.kmsjca.cli.demo;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Collections;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;

/** Lists the KeyStore as any program sees it. */
final class ListingStep {
    private final Report report;
    private final KeyStore keyStore;

    ListingStep(Report report, KeyStore keyStore) {
        this.report = report;
        this.keyStore = keyStore;
    }

    void run() throws GeneralSecurityException {
        report.step("List the KeyStore");
        StringBuilder listing = new StringBuilder();
        for (String alias : Collections.list(keyStore.aliases())) {
            listing.append(alias).append(": ").append(kind(alias)).append('\n');
            listing.append("  ").append(attributes(alias)).append('\n');
        }
        report.call(
                """
                keyStore.aliases(), then for each of them
                keyStore.getKey(alias, null) and keyStore.getEntry(alias, null).getAttributes()\
                """,
                listing.toString());
    }

    private String kind(String alias) throws GeneralSecurityException {
        if (keyStore.isCertificateEntry(alias)) {
            return "trusted certificate";
        }
        Key key = keyStore.getKey(alias, null);
        return (key instanceof SecretKey ? "secret key, " : "private key, ") + key.getAlgorithm();
    }

    private String attributes(String alias) throws GeneralSecurityException {
        KeyStore.Entry entry = keyStore.getEntry(alias, null);
        return entry.getAttributes().stream()
                .map(attribute -> attribute.getName() + "=" + attribute.getValue())
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
