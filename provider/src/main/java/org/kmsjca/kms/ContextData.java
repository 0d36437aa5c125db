package org.kmsjca.kms;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.StringJoiner;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.ContextEncoding;
import org.kmsjca.crypto.JdkProviders;

/**
 * The additional authenticated data that stand for an encryption context: SHA-256 of {@code
 * name=value&name=value}, sorted by name, in UTF-8; nothing for an empty context.
 */
final class ContextData {
    private static final String DIGEST = "SHA-256";

    private ContextData() {}

    static byte[] of(EncryptionContext context, ContextEncoding encoding) {
        if (context.isEmpty()) {
            return new byte[0];
        }
        try {
            return MessageDigest.getInstance(DIGEST, JdkProviders.sun())
                    .digest(text(context, encoding).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new KmsException(KmsErrorCode.INTERNAL_FAILURE, "the JDK lacks " + DIGEST, e);
        }
    }

    private static String text(EncryptionContext context, ContextEncoding encoding) {
        var text = new StringJoiner("&");
        for (Map.Entry<String, String> entry : context.entries().entrySet()) {
            text.add(part(entry.getKey(), encoding) + "=" + part(entry.getValue(), encoding));
        }
        return text.toString();
    }

    private static String part(String part, ContextEncoding encoding) {
        return encoding == ContextEncoding.COMPATIBLE
                ? part
                : part.replace("%", "%25").replace("=", "%3D").replace("&", "%26");
    }
}
