package org.kmsjca.protection.software.root.tpm;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What registers hold; no secret.
 *
 * @param byIndex values in hexadecimal
 */
record PcrValues(SortedMap<Integer, String> byIndex) {
    PcrValues {
        byIndex = Collections.unmodifiableSortedMap(new TreeMap<>(byIndex));
    }

    static PcrValues none() {
        return new PcrValues(new TreeMap<>());
    }

    PcrValues with(int index, byte[] value) {
        SortedMap<Integer, String> more = new TreeMap<>(byIndex);
        more.put(index, HexFormat.of().formatHex(value));
        return new PcrValues(more);
    }

    /** These, with some replaced by values that are expected. */
    PcrValues with(Map<Integer, byte[]> expected) {
        PcrValues changed = this;
        for (Map.Entry<Integer, byte[]> value : expected.entrySet()) {
            changed = changed.with(value.getKey(), value.getValue());
        }
        return changed;
    }

    /** Whether the others are of registers that are in here, and of their length. */
    boolean isReplaceableBy(Map<Integer, byte[]> others) {
        return others.entrySet().stream()
                .allMatch(
                        other ->
                                String.valueOf(byIndex.get(other.getKey())).length()
                                        == 2 * other.getValue().length);
    }

    /** The digest over all of them that a policy names. */
    byte[] digest() {
        return TpmCrypto.sha256(
                byIndex.values().stream().map(HexFormat.of()::parseHex).toArray(byte[][]::new));
    }

    /** The registers that hold something else in the other values. */
    List<Integer> differences(PcrValues other) {
        return byIndex.entrySet().stream()
                .filter(e -> !Objects.equals(e.getValue(), other.byIndex.get(e.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }
}
