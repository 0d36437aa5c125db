package org.kmsjca.conformance.consumers;

import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;

/** Encrypts in a JVM whose first generator of random numbers is worthless, and counts its use. */
final class FirstRandomProgram {
    private static final AtomicInteger CALLS = new AtomicInteger();

    private FirstRandomProgram() {}

    /** Gives the same byte for ever. */
    public static final class Worthless extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;

        @Override
        protected void engineSetSeed(byte[] seed) {}

        @Override
        protected void engineNextBytes(byte[] bytes) {
            CALLS.incrementAndGet();
            Arrays.fill(bytes, (byte) 0x55);
        }

        @Override
        protected byte[] engineGenerateSeed(int length) {
            byte[] seed = new byte[length];
            engineNextBytes(seed);
            return seed;
        }
    }

    private static final class First extends Provider {
        private static final long serialVersionUID = 1L;

        First() {
            super("First", "1", "a generator that stands first");
            putService(
                    new Service(
                            this,
                            "SecureRandom",
                            "Worthless",
                            Worthless.class.getName(),
                            List.of(),
                            Map.of()));
        }
    }

    public static void main(String[] arguments) throws Exception {
        Security.insertProviderAt(new First(), 1);
        KeyStore keys = KeyStore.getInstance("KMS");
        keys.load(null, null);
        Answers.print("new SecureRandom()", () -> new SecureRandom().getAlgorithm());
        Provider kms = Security.getProvider("KMS");
        List<String> encrypted = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        var names = new TreeSet<String>();
        kms.getServices().stream()
                .filter(service -> service.getType().equals("Cipher"))
                .forEach(service -> names.add(service.getAlgorithm()));
        for (String name : names) {
            for (String alias : List.of("aes", "sm4", "rsa")) {
                Key key = keys.getKey(alias, null);
                int before = CALLS.get();
                try {
                    Cipher cipher = Cipher.getInstance(name, kms);
                    cipher.init(
                            Cipher.ENCRYPT_MODE,
                            alias.equals("rsa") ? keys.getCertificate(alias).getPublicKey() : key);
                    cipher.doFinal(new byte[16]);
                    encrypted.add(name);
                } catch (java.security.GeneralSecurityException anotherKey) {
                    continue;
                }
                if (CALLS.get() > before) {
                    asked.add(name);
                }
            }
        }
        Answers.print("encrypted", () -> String.join(" ", encrypted));
        Answers.print("asked", () -> String.join(" ", asked));
    }
}
