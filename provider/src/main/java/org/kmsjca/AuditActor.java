package org.kmsjca;

import java.util.Optional;

/**
 * The program that asked for what a record of the audit tells, as the operating system knows it.
 *
 * @param user the operating system's user
 * @param host the host's name, or the container's
 * @param processId the process, numbered within its container
 * @param callerName the setting {@code caller.name}: a free label that proves nothing
 */
public record AuditActor(String user, String host, long processId, Optional<String> callerName) {}
