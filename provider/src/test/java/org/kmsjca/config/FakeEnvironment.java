package org.kmsjca.config;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An environment of the tests' own making. */
final class FakeEnvironment implements Environment {
    final Map<String, String> variables = new HashMap<>();
    final Map<String, byte[]> bytes = new HashMap<>();
    final Map<String, String> properties = new HashMap<>();

    FakeEnvironment(String userHome) {
        properties.put("user.home", userHome);
    }

    @Override
    public @Nullable String variable(String name) {
        return variables.get(name);
    }

    @Override
    public byte @Nullable [] bytes(String name) {
        byte[] value = bytes.get(name);
        return value == null ? null : value.clone();
    }

    @Override
    public @Nullable String property(String name) {
        return properties.get(name);
    }
}
