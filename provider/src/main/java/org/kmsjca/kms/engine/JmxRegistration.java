package org.kmsjca.kms.engine;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.kmsjca.config.JmxUse;
import org.kmsjca.kms.OperationMetrics;
import org.kmsjca.text.Loggers;

/**
 * Shows an engine's counters to JMX. Starting JMX takes a JVM 0.3 s, and whoever wants it has done
 * so, or does it when jconsole is attached: unless told otherwise the counters are shown once an
 * MBean server is there. Looking for one takes 1 ms at first, some nanoseconds later. This class
 * cannot be loaded without the module java.management. Thread-safe.
 */
final class JmxRegistration implements AutoCloseable {
    private static final int MOST_OF_ONE_STORE = 100;

    private final OperationMetrics operations;
    private final String providerName;
    private final String store;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable MBeanServer server;
    private @Nullable ObjectName name;
    private boolean closed;

    private JmxRegistration(OperationMetrics operations, String providerName, String store) {
        this.operations = operations;
        this.providerName = providerName;
        this.store = store;
    }

    /** Registers the counters, now or later, when they are wanted; never fails for JMX's sake. */
    static @Nullable JmxRegistration of(
            OperationMetrics operations, JmxUse use, String providerName, String store) {
        if (use == JmxUse.OFF) {
            return null;
        }
        var registration = new JmxRegistration(operations, providerName, store);
        if (use == JmxUse.ON) {
            registration.register(ManagementFactory.getPlatformMBeanServer());
        } else if (!registration.look()) {
            operations.sampledCheck(registration::look);
        }
        return registration;
    }

    /** Whether nobody has to look again. */
    private boolean look() {
        List<MBeanServer> running = MBeanServerFactory.findMBeanServer(null);
        if (running.isEmpty()) {
            return false;
        }
        register(running.get(0));
        return true;
    }

    private void register(MBeanServer found) {
        if (!lock.tryLock()) {
            return; // another thread is at it
        }
        try {
            if (!closed && server == null) {
                name = registered(found);
                server = found;
            }
        } catch (JMException | SecurityException e) {
            Loggers.kms()
                    .log(
                            System.Logger.Level.WARNING,
                            "the KMS's counters cannot be shown to JMX",
                            e);
        } finally {
            lock.unlock();
        }
    }

    /** The same store may be open more than once in a JVM. */
    private @Nullable ObjectName registered(MBeanServer found) throws JMException {
        for (int number = 1; number <= MOST_OF_ONE_STORE; number++) {
            ObjectName free =
                    new ObjectName(
                            "org.kmsjca:type=Operations,provider=%s,store=%s,number=%s"
                                    .formatted(
                                            ObjectName.quote(providerName),
                                            ObjectName.quote(store.toString()),
                                            number));
            try {
                found.registerMBean(operations, free);
                return free;
            } catch (InstanceAlreadyExistsException e) {
                Loggers.kms().log(System.Logger.Level.DEBUG, "{0} is another instance", free);
            }
        }
        return null;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (server != null && name != null) {
                server.unregisterMBean(name);
            }
        } catch (JMException e) {
            Loggers.kms()
                    .log(System.Logger.Level.DEBUG, "somebody else has unregistered " + name, e);
        } finally {
            lock.unlock();
        }
    }
}
