package org.kmsjca.kms;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AuditActor;
import org.kmsjca.StoredText;

/**
 * Tells which program this is, as the operating system knows it; system properties and environment
 * variables are anybody's to set.
 */
final class ProgramIdentity {
    private static final Path LINUX_HOST = Path.of("/proc/sys/kernel/hostname");
    private static final String UNKNOWN = "unknown";

    private ProgramIdentity() {}

    static AuditActor actor(@Nullable String callerName) {
        ProcessHandle process = ProcessHandle.current();
        return new AuditActor(
                StoredText.replaced(process.info().user().orElse(UNKNOWN)),
                StoredText.replaced(host()),
                process.pid(),
                Optional.ofNullable(callerName));
    }

    /** The name of the machine or container. */
    static String host() {
        try {
            return Files.readString(LINUX_HOST, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return hostElsewhere();
        }
    }

    private static String hostElsewhere() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return UNKNOWN;
        }
    }
}
