package org.kmsjca.conformance.observation;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import javax.crypto.Cipher;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsProvider;

/**
 * Encrypts once for each line of its input, and says how many MBeans of ours there are. Argument:
 * configuration file.
 */
public final class WatchedProgram {
    private WatchedProgram() {}

    public static void main(String[] args) throws Exception {
        try (KmsProvider provider =
                        (KmsProvider) new KmsProvider().configure(Path.of(args[0]).toString());
                var input =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Kms.of(provider).createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias("a").build());
            KeyStore keys = KeyStore.getInstance("KMS", provider);
            keys.load(null, null);
            Key key = keys.getKey("a", null);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
            do {
                cipher.init(Cipher.ENCRYPT_MODE, key);
                cipher.doFinal(new byte[10]);
                System.out.println("beans " + beans());
            } while (input.readLine() != null);
        }
    }

    private static long beans() {
        long beans = 0;
        for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
            beans +=
                    server.queryNames(null, null).stream()
                            .filter(name -> name.getDomain().equals("org.kmsjca"))
                            .count();
        }
        return beans;
    }
}
