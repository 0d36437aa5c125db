package org.kmsjca.config;

/** {@code jmx}: whether the counters are shown to JMX. */
public enum JmxUse {
    /** Registers the MBean when the program started JMX before it opened the KMS. */
    AUTO("auto"),
    /** Always; JMX is started for it. */
    ON("on"),
    OFF("off");

    private final String setting;

    JmxUse(String setting) {
        this.setting = setting;
    }

    @Override
    public String toString() {
        return setting;
    }
}
