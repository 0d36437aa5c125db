package org.kmsjca.store;

import java.nio.file.Path;

/** A store in a file. */
public record SqliteAddress(Path place) implements StoreAddress {
    public SqliteAddress {
        place = place.toAbsolutePath().normalize();
    }

    @Override
    public String location() {
        return place.toString();
    }
}
