package org.kmsjca.conformance.wycheproof;

import java.nio.file.Path;

/** Places in the checkout, from the module's directory that the build names. */
final class Checkout {
    private Checkout() {}

    private static Path module() {
        return Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
    }

    static Path root() {
        return module().getParent();
    }

    static Path target() {
        return module().resolve("target");
    }
}
