package org.kmsjca.store;

/** Tells whether whoever began something lives. Thread-safe. */
public interface Instances extends AutoCloseable {
    /** Gives the owner that this instance is. */
    String self();

    /** Whether the owner may still end what it began. */
    boolean isAlive(String owner);

    /** Gives up what this instance owns; whoever looks next takes it over. */
    @Override
    void close();
}
