package org.kmsjca.conformance.wycheproof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/**
 * A program that names no provider. It reads lines of algorithm, public key, message and signature,
 * and prints for each the provider that it got and its verdict.
 */
final class PreferredVerifier {
    private PreferredVerifier() {}

    /**
     * Verifies each line.
     *
     * @param arguments the file with the lines
     */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] cells = line.split(" ", -1);
            Signature signature = Signature.getInstance(cells[0]);
            signature.initVerify(
                    KeyFactory.getInstance("EC")
                            .generatePublic(new X509EncodedKeySpec(bytes(cells[1]))));
            signature.update(bytes(cells[2]));
            System.out.println(
                    signature.getProvider().getName() + " " + verify(signature, bytes(cells[3])));
        }
    }

    private static boolean verify(Signature signature, byte[] value) {
        try {
            return signature.verify(value);
        } catch (SignatureException e) {
            return false;
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
