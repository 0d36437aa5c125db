package org.kmsjca.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.List;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsProvider;

/**
 * What the first signature of a JVM that has just started takes, with the opening of the store:
 * with a TPM that is connect, unseal and sign. Arguments: a directory, then lines of a
 * configuration such as {@code root=tpm tpm.device=swtpm:127.0.0.1:2321}. The first run makes the
 * store and the key; each later one prints one line.
 */
public final class ColdOpening {
    private static final String ALIAS = "bench";

    private ColdOpening() {}

    public static void main(String[] args) throws Exception {
        Path home = Files.createDirectories(Path.of(args[0]));
        List<String> settings = List.of(args).subList(1, args.length);
        Path configuration = home.resolve("kms.properties");
        boolean first = !Files.exists(home.resolve("kms.db"));
        Files.write(configuration, settings);
        Files.writeString(configuration, "\nhome=" + home, StandardOpenOption.APPEND);
        if (first) {
            try (Kms kms = Kms.open(configuration)) {
                kms.createKey(CmkSpec.builder(KeySpec.EC_P256).alias(ALIAS).build());
            }
            return;
        }
        long start = System.nanoTime();
        KmsProvider provider = (KmsProvider) new KmsProvider().configure(configuration.toString());
        KeyStore keys = KeyStore.getInstance("KMS", provider);
        keys.load(null, null);
        PrivateKey key = (PrivateKey) keys.getKey(ALIAS, null);
        long opened = System.nanoTime();
        Signature signature = Signature.getInstance("SHA256withECDSA", provider);
        signature.initSign(key);
        signature.update(new byte[32]);
        signature.sign();
        long signed = System.nanoTime();
        System.out.printf(
                "%s: opened in %.1f ms, first signature after %.1f ms%n",
                settings, (opened - start) / 1e6, (signed - start) / 1e6);
        provider.close();
    }
}
