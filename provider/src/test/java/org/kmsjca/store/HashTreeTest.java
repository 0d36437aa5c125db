package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tree is held against its definition, computed from the whole set at once. */
@Tag("sqlite")
class HashTreeTest {
    private static final long SEED = 20261128;

    private final Random random = new Random(SEED);

    @Test
    void everyStepHasTheRootOfItsSet() throws Exception {
        Map<LeafKey, byte[]> set = new HashMap<>();
        HashTree tree = HashTree.EMPTY;
        for (int i = 0; i < 3000; i++) {
            LeafKey key = LeafKey.cmk("key " + random.nextInt(400));
            HashTree before = tree;
            byte[] rootBefore = before.root();
            if (random.nextInt(5) < 3) {
                byte[] mac = mac();
                tree = tree.with(key, mac);
                set.put(key, mac);
            } else {
                tree = tree.without(key);
                set.remove(key);
            }
            assertThat(tree.size()).isEqualTo(set.size());
            assertThat(tree.mac(key)).isEqualTo(set.get(key));
            assertThat(before.root()).isEqualTo(rootBefore);
            if (i % 10 == 0) {
                assertThat(tree.root()).isEqualTo(rootOf(set));
            }
        }
        assertThat(tree.size(LeafKey.Kind.CMK)).isEqualTo(set.size());
        assertThat(tree.size(LeafKey.Kind.TASK)).isZero();
    }

    @Test
    void orderDoesNotMatterAndEveryRowDoes() {
        List<LeafKey> keys = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            keys.add(LeafKey.material("key " + i, "version"));
        }
        byte[] mac = mac();
        HashTree one = treeOf(keys, mac);
        Collections.shuffle(keys, random);
        assertThat(treeOf(keys, mac).root()).isEqualTo(one.root());
        for (LeafKey key : keys) {
            assertThat(one.with(key, mac()).root()).isNotEqualTo(one.root());
            assertThat(one.without(key).root()).isNotEqualTo(one.root());
            assertThat(one.without(key).with(key, mac).root()).isEqualTo(one.root());
        }
    }

    @Test
    void manyRowsAtOnceAreTheSameSetAndLeaveTheOneBefore() throws Exception {
        Map<LeafKey, byte[]> set = new HashMap<>();
        List<Snapshot.Row> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            LeafKey key = LeafKey.cmk("key " + i);
            set.put(key, mac());
            rows.add(new Snapshot.Row(key, i, set.get(key), null));
        }
        HashTree half = HashTree.EMPTY.with(rows.subList(0, 250));
        byte[] halfRoot = half.root();
        assertThat(half.with(rows).root()).isEqualTo(rootOf(set));
        assertThat(HashTree.EMPTY.with(rows).root()).isEqualTo(rootOf(set));
        assertThat(half.root()).isEqualTo(halfRoot);
        assertThat(half.with(rows.subList(200, 300)).size()).isEqualTo(300);
        assertThat(HashTree.EMPTY.size()).isZero();
    }

    @Test
    void kindIdAndPartAreDistinctPlaces() throws Exception {
        MessageDigest sha256 = HashTree.sha256();
        Set<String> paths = new HashSet<>();
        for (LeafKey.Kind kind : LeafKey.Kind.values()) {
            for (String[] name : new String[][] {{"a", ""}, {"", "a"}, {"ab", "c"}, {"a", "bc"}}) {
                paths.add(
                        HexFormat.of().formatHex(new LeafKey(kind, name[0], name[1]).path(sha256)));
            }
        }
        assertThat(paths).hasSize(LeafKey.Kind.values().length * 4);
    }

    private static HashTree treeOf(List<LeafKey> keys, byte[] mac) {
        HashTree tree = HashTree.EMPTY;
        for (LeafKey key : keys) {
            tree = tree.with(key, mac);
        }
        return tree;
    }

    private byte[] mac() {
        byte[] mac = new byte[32];
        random.nextBytes(mac);
        return mac;
    }

    /** As docs/store-authentication.md defines it. */
    private static byte[] rootOf(Map<LeafKey, byte[]> set) throws Exception {
        Map<String, byte[]> byPath = new TreeMap<>();
        for (Map.Entry<LeafKey, byte[]> row : set.entrySet()) {
            byPath.put(path(row.getKey()), row.getValue());
        }
        byte[] node = byPath.isEmpty() ? new byte[] {2} : node(byPath, 0);
        return node[0] == 1 ? Arrays.copyOfRange(node, 1, 33) : sha256(node);
    }

    private static String path(LeafKey key) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(1000);
        for (String text : List.of("kms-store/2 path", key.kind().word(), key.id(), key.part())) {
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            bytes.putInt(encoded.length).put(encoded);
        }
        return HexFormat.of().formatHex(sha256(Arrays.copyOf(bytes.array(), bytes.position())));
    }

    private static byte[] node(Map<String, byte[]> rows, int depth) throws Exception {
        if (rows.size() == 1) {
            Map.Entry<String, byte[]> row = rows.entrySet().iterator().next();
            return concatenate(
                    new byte[] {0}, HexFormat.of().parseHex(row.getKey()), row.getValue());
        }
        byte[] content = new byte[0];
        for (int place = 0; place < 16; place++) {
            Map<String, byte[]> below = new TreeMap<>();
            for (Map.Entry<String, byte[]> row : rows.entrySet()) {
                if (Character.digit(row.getKey().charAt(depth), 16) == place) {
                    below.put(row.getKey(), row.getValue());
                }
            }
            if (!below.isEmpty()) {
                content = concatenate(content, new byte[] {(byte) place}, node(below, depth + 1));
            }
        }
        return concatenate(new byte[] {1}, sha256(content));
    }

    private static byte[] concatenate(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
