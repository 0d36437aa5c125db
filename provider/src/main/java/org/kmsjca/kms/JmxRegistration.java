package org.kmsjca.kms;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.kmsjca.config.JmxUse;

/**
 * Shows an engine's counters to JMX. Starting JMX takes a JVM 0.3 s, and whoever wants it has done
 * so: unless told otherwise the counters are shown where an MBean server is there already, and
 * looking for one takes 1 ms, once. This class cannot be loaded without the module java.management.
 */
final class JmxRegistration implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.kmsjca");
    private static final int MOST_OF_ONE_STORE = 100;

    private final MBeanServer server;
    private final ObjectName name;

    private JmxRegistration(MBeanServer server, ObjectName name) {
        this.server = server;
        this.name = name;
    }

    /** Registers the counters when they are wanted; never fails for the sake of JMX. */
    static @Nullable JmxRegistration register(
            Operations operations, JmxUse use, String providerName, Path store) {
        if (use == JmxUse.OFF) {
            return null;
        }
        MBeanServer server = server(use);
        return server == null ? null : register(operations, server, providerName, store);
    }

    private static @Nullable MBeanServer server(JmxUse use) {
        if (use == JmxUse.ON) {
            return ManagementFactory.getPlatformMBeanServer();
        }
        List<MBeanServer> running = MBeanServerFactory.findMBeanServer(null);
        return running.isEmpty() ? null : running.get(0);
    }

    private static @Nullable JmxRegistration register(
            Operations operations, MBeanServer server, String providerName, Path store) {
        try {
            for (int number = 1; number <= MOST_OF_ONE_STORE; number++) {
                ObjectName name =
                        new ObjectName(
                                "org.kmsjca:type=Operations,provider="
                                        + ObjectName.quote(providerName)
                                        + ",store="
                                        + ObjectName.quote(store.toString())
                                        + ",number="
                                        + number);
                if (register(operations, server, name)) {
                    return new JmxRegistration(server, name);
                }
            }
        } catch (JMException | SecurityException e) {
            LOG.log(System.Logger.Level.WARNING, "the KMS's counters cannot be shown to JMX", e);
        }
        return null;
    }

    /** The same store may be open more than once in a JVM. */
    private static boolean register(Operations operations, MBeanServer server, ObjectName name)
            throws JMException {
        try {
            server.registerMBean(operations, name);
            return true;
        } catch (InstanceAlreadyExistsException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            server.unregisterMBean(name);
        } catch (JMException e) {
            LOG.log(System.Logger.Level.DEBUG, "somebody else has unregistered " + name, e);
        }
    }
}
