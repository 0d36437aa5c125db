package org.kmsjca.bench;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;

/** Loads a KeyStore and signs once, and ends. Arguments: the type, a file or {@code -}. */
public final class ColdStart {
    /** Of the key, and the password of a file. */
    static final String NAME = "kmsbench";

    private ColdStart() {}

    public static void main(String[] args) throws Exception {
        KeyStore keys = KeyStore.getInstance(args[0]);
        if (args[1].equals("-")) {
            keys.load(null, null);
        } else {
            try (InputStream file = Files.newInputStream(Path.of(args[1]))) {
                keys.load(file, NAME.toCharArray());
            }
        }
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign((PrivateKey) keys.getKey(NAME, NAME.toCharArray()));
        signature.update(new byte[32]);
        signature.sign();
    }
}
