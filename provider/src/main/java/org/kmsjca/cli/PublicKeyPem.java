package org.kmsjca.cli;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** SubjectPublicKeyInfo in PEM, RFC 7468. */
final class PublicKeyPem {
    private static final int LINE_LENGTH = 64;

    private PublicKeyPem() {}

    static List<String> lines(PublicKey publicKey) {
        Base64.Encoder encoder =
                Base64.getMimeEncoder(LINE_LENGTH, "\n".getBytes(StandardCharsets.US_ASCII));
        List<String> lines = new ArrayList<>();
        lines.add("-----BEGIN PUBLIC KEY-----");
        lines.addAll(encoder.encodeToString(publicKey.getEncoded()).lines().toList());
        lines.add("-----END PUBLIC KEY-----");
        return lines;
    }

    static String text(PublicKey publicKey) {
        return String.join("\n", lines(publicKey)) + "\n";
    }
}
