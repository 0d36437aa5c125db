package org.kmsjca.conformance.observation;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import javax.crypto.Cipher;
import javax.management.MBeanServer;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsProvider;

/**
 * Encrypts something. Arguments: configuration file, and {@code jmx} to say afterwards how many of
 * our MBeans there are.
 */
public final class QuietProgram {
    private QuietProgram() {}

    public static void main(String[] args) throws Exception {
        try (KmsProvider provider =
                (KmsProvider) new KmsProvider().configure(Path.of(args[0]).toString())) {
            Kms.of(provider).createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias("a").build());
            var keys = java.security.KeyStore.getInstance("KMS", provider);
            keys.load(null, null);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
            for (int i = 0; i < 3; i++) {
                cipher.init(Cipher.ENCRYPT_MODE, keys.getKey("a", null));
                cipher.doFinal(new byte[10]);
            }
            if (args.length > 1) {
                MBeanServer server = ManagementFactory.getPlatformMBeanServer();
                System.out.println(
                        "beans "
                                + server.queryNames(null, null).stream()
                                        .filter(name -> name.getDomain().equals("org.kmsjca"))
                                        .count());
            }
        }
        System.out.println("done");
    }
}
