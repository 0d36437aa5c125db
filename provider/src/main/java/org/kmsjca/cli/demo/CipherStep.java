package org.kmsjca.cli.demo;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/** Encrypts the file, decrypts the ciphertext and compares. */
final class CipherStep {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Report report;
    private final DemoFiles files;

    CipherStep(Report report, DemoFiles files) {
        this.report = report;
        this.files = files;
    }

    void run(SecretKey key) throws GeneralSecurityException, IOException {
        report.step("Encrypt " + files.original() + ", decrypt it and compare");
        String before = sha256(files.original());
        DemoFiles.replace(files.encrypted(), target -> encrypt(key, target));
        DemoFiles.replace(files.decrypted(), target -> decrypt(key, target));
        String after = sha256(files.decrypted());
        if (!before.equals(after)) {
            throw new GeneralSecurityException(
                    files.decrypted() + " differs from " + files.original());
        }
        report.call(
                """
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                for (int n; (n = in.read(piece)) >= 0; ) sha256.update(piece, 0, n);
                sha256.digest()\
                """,
                "original  " + before + "\ndecrypted " + after + "\nthe same");
    }

    private void encrypt(SecretKey key, OutputStream target)
            throws GeneralSecurityException, IOException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(Cipher.ENCRYPT_MODE, key);
        target.write(cipher.getIV());
        try (InputStream source = Files.newInputStream(files.original())) {
            transform(source, cipher, target);
        }
        report.call(
                """
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                cipher.init(Cipher.ENCRYPT_MODE, aesKey);
                byte[] iv = cipher.getIV();
                for (int n; (n = in.read(piece)) >= 0; ) out.write(cipher.update(piece, 0, n));
                out.write(cipher.doFinal())\
                """,
                "by the provider "
                        + cipher.getProvider().getName()
                        + ": IV and ciphertext in "
                        + files.encrypted());
    }

    private void decrypt(SecretKey key, OutputStream target)
            throws GeneralSecurityException, IOException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        try (DataInputStream source =
                new DataInputStream(Files.newInputStream(files.encrypted()))) {
            byte[] iv = new byte[IV_BYTES];
            source.readFully(iv);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, iv));
            transform(source, cipher, target);
        }
        report.call(
                """
                cipher.init(Cipher.DECRYPT_MODE, aesKey, new GCMParameterSpec(128, iv));
                for (int n; (n = in.read(piece)) >= 0; ) out.write(cipher.update(piece, 0, n));
                out.write(cipher.doFinal())\
                """,
                "plaintext, given out only after the tag was checked, in " + files.decrypted());
    }

    private static void transform(InputStream source, Cipher cipher, OutputStream target)
            throws GeneralSecurityException, IOException {
        DemoFiles.read(source, (piece, length) -> write(cipher.update(piece, 0, length), target));
        write(cipher.doFinal(), target);
    }

    /** Ciphers answer null where they have nothing to give out yet. */
    private static void write(byte @Nullable [] bytes, OutputStream target) throws IOException {
        if (bytes != null) {
            target.write(bytes);
        }
    }

    private static String sha256(Path file) throws GeneralSecurityException, IOException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream source = Files.newInputStream(file)) {
            DemoFiles.read(source, (piece, length) -> digest.update(piece, 0, length));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
