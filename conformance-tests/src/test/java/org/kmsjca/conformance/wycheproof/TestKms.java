package org.kmsjca.conformance.wycheproof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.kmsjca.CmkMetadata;
import org.kmsjca.KeyFilter;
import org.kmsjca.Kms;
import org.kmsjca.KmsLoadStoreParameter;
import org.kmsjca.Page;
import org.kmsjca.PageRequest;

/** A KMS of its own, as a KeyStore shows it. */
final class TestKms {
    private final CertificateIssuer certificates;
    private final Path configuration;
    private final KeyStore keyStore;

    TestKms(Path home, CertificateIssuer certificates, List<String> further)
            throws IOException, GeneralSecurityException {
        this.certificates = certificates;
        String settings = "home=" + home + "\nroot=keyfile\n" + String.join("\n", further) + "\n";
        configuration =
                Files.writeString(
                        Files.createDirectories(home).resolve("kms.properties"), settings);
        keyStore = KeyStore.getInstance("KMS");
        keyStore.load(KmsLoadStoreParameter.of(configuration));
    }

    /** Makes CMKs of keys, all in one transaction; gives their handles, or what refused them. */
    Map<String, ImportedKey> importKeys(Map<String, ImportableKey> keys)
            throws IOException, GeneralSecurityException {
        Map<String, ImportedKey> results = new LinkedHashMap<>();
        int number = 0;
        Map<String, String> aliases = new LinkedHashMap<>();
        for (Map.Entry<String, ImportableKey> key : keys.entrySet()) {
            String alias = "key-" + number++;
            try {
                keyStore.setKeyEntry(alias, key.getValue().key(), null, chain(key.getValue()));
                aliases.put(key.getKey(), alias);
            } catch (KeyStoreException e) {
                results.put(key.getKey(), ImportedKey.refused(e));
            }
        }
        keyStore.store(null, null);
        for (Map.Entry<String, String> alias : aliases.entrySet()) {
            Key handle = keyStore.getKey(alias.getValue(), null);
            assertThat(handle.getEncoded()).as("encoding of a handle").isNull();
            results.put(alias.getKey(), ImportedKey.as(handle));
        }
        return results;
    }

    private Certificate[] chain(ImportableKey key) throws IOException, GeneralSecurityException {
        if (!(key.key() instanceof PrivateKey)) {
            return null;
        }
        return new Certificate[] {
            key.publicKey().isPresent()
                    ? certificates.issue(key.publicKey().get(), key.certifiedUsage())
                    : certificates.own()
        };
    }

    /** The public key as the KeyStore gives it back from a certificate entry. */
    PublicKey keepPublicKey(byte[] encoded) throws IOException, GeneralSecurityException {
        keyStore.setCertificateEntry(
                "public", certificates.issue(SubjectPublicKeyInfo.getInstance(encoded), 0));
        keyStore.store(null, null);
        return keyStore.getCertificate("public").getPublicKey();
    }

    /** All CMKs, whatever their state. */
    List<CmkMetadata> cmks() {
        try (Kms kms = Kms.open(configuration)) {
            List<CmkMetadata> all = new ArrayList<>();
            PageRequest request = new PageRequest(1, PageRequest.MAXIMUM_SIZE);
            Page<CmkMetadata> page = kms.listKeys(KeyFilter.ALL, request);
            all.addAll(page.items());
            while (page.hasNext()) {
                request = request.next();
                page = kms.listKeys(KeyFilter.ALL, request);
                all.addAll(page.items());
            }
            return all;
        }
    }

    /** Deletes every entry. */
    void deleteEntries() throws IOException, GeneralSecurityException {
        for (String alias : Collections.list(keyStore.aliases())) {
            keyStore.deleteEntry(alias);
        }
        keyStore.store(null, null);
    }

    int size() throws KeyStoreException {
        return keyStore.size();
    }
}
