package org.kmsjca.kms;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Names the libraries whose classes are inside of our jar, with their versions. */
public final class EmbeddedLibraries {
    private EmbeddedLibraries() {}

    /** Their names and versions, such as {@code Bouncy Castle 1.87, TSS.Java 1.0.0}. */
    public static String describe() {
        Properties versions = new Properties();
        try (InputStream in = EmbeddedLibraries.class.getResourceAsStream("embedded.properties")) {
            if (in == null) {
                throw new IOException(
                        "embedded.properties is missing; take the jar as it was built");
            }
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "Bouncy Castle "
                + versions.getProperty("BouncyCastle")
                + ", TSS.Java "
                + versions.getProperty("TSS.Java");
    }
}
