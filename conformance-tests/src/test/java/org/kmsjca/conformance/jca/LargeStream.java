package org.kmsjca.conformance.jca;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.zip.CRC32;
import javax.crypto.Cipher;
import javax.crypto.CipherOutputStream;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.KmsProvider;

/** Encrypts much more than the heap holds, and the same with SunJCE; says both checksums. */
final class LargeStream {
    private static final long LENGTH = 1L << 30;

    private LargeStream() {}

    /** Arguments: configuration file, transformation. */
    public static void main(String[] args) throws GeneralSecurityException, IOException {
        SecretKeySpec clear = new SecretKeySpec(new byte[32], "AES");
        var provider = (KmsProvider) new KmsProvider().configure(Path.of(args[0]).toString());
        KeyStore store = KeyStore.getInstance("KMS", provider);
        store.load(null, null);
        store.setEntry("large", new KeyStore.SecretKeyEntry(clear), null);
        store.store(null, null);
        Cipher ours = Cipher.getInstance(args[1], provider);
        ours.init(Cipher.ENCRYPT_MODE, store.getKey("large", null), iv());
        Cipher sun = Cipher.getInstance(args[1], "SunJCE");
        sun.init(Cipher.ENCRYPT_MODE, clear, iv());
        System.out.println("kms " + checksum(ours) + " sun " + checksum(sun));
    }

    private static IvParameterSpec iv() {
        return new IvParameterSpec(new byte[16]);
    }

    private static String checksum(Cipher cipher) throws IOException {
        CRC32 sum = new CRC32();
        byte[] part = new byte[60_001];
        OutputStream target =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        sum.update(b);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        sum.update(bytes, offset, length);
                    }
                };
        try (OutputStream out = new CipherOutputStream(target, cipher)) {
            for (long rest = LENGTH; rest > 0; rest -= part.length) {
                out.write(part, 0, (int) Math.min(part.length, rest));
            }
        }
        return Long.toHexString(sum.getValue());
    }
}
