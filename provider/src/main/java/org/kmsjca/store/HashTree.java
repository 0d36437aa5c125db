package org.kmsjca.store;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of rows and their MACs under one hash: a radix tree of fan-out 16 over {@link
 * LeafKey#path}. Immutable; a change gives another tree that shares all but one branch of each
 * level with this one, so it costs the logarithm of the size. Equal sets have equal trees, whatever
 * was added and removed before.
 *
 * <p>The hash of a branch covers, for each child, its place, whether it is a row or a branch, and
 * the path and MAC of the row or the hash of the branch. It is computed when it is first asked for,
 * under the lock of the store.
 */
final class HashTree {
    static final HashTree EMPTY = new HashTree(null, new EnumMap<>(LeafKey.Kind.class));

    private static final int FAN_OUT = 16;
    private static final byte LEAF = 0;
    private static final byte BRANCH = 1;
    private static final byte NOTHING = 2;

    private final @Nullable Node root;

    /** By kind. */
    private final EnumMap<LeafKey.Kind, Integer> sizes;

    private HashTree(@Nullable Node root, EnumMap<LeafKey.Kind, Integer> sizes) {
        this.root = root;
        this.sizes = sizes;
    }

    private sealed interface Node {
        void update(MessageDigest sha256);
    }

    @SuppressWarnings("ArrayRecordComponent") // never changed, compared nowhere
    private record Leaf(byte[] path, byte[] mac) implements Node {
        int nibble(int depth) {
            int octet = path[depth / 2];
            return (depth % 2 == 0 ? octet >> 4 : octet) & 0xf;
        }

        boolean isAt(Leaf other) {
            return Arrays.equals(path, other.path);
        }

        @Override
        public void update(MessageDigest sha256) {
            sha256.update(LEAF);
            sha256.update(path);
            sha256.update(mac);
        }
    }

    private static final class Branch implements Node {
        final @Nullable Node[] children;
        private byte @Nullable [] hash;

        Branch(@Nullable Node[] children) {
            this.children = children;
        }

        Branch with(int place, @Nullable Node child) {
            @Nullable Node[] changed = children.clone();
            changed[place] = child;
            return new Branch(changed);
        }

        /** The only child when there is one and it is a row, which then stands in this place. */
        @Nullable Leaf onlyLeaf() {
            Node only = null;
            for (Node child : children) {
                if (child != null) {
                    if (only != null) {
                        return null;
                    }
                    only = child;
                }
            }
            return only instanceof Leaf leaf ? leaf : null;
        }

        // Asks the children for their hashes before it starts its own, as there is one digest.
        byte[] hash(MessageDigest sha256) {
            byte[] known = hash;
            if (known == null) {
                for (Node child : children) {
                    if (child instanceof Branch branch) {
                        branch.hash(sha256);
                    }
                }
                for (int place = 0; place < FAN_OUT; place++) {
                    Node child = children[place];
                    if (child != null) {
                        sha256.update((byte) place);
                        child.update(sha256);
                    }
                }
                known = sha256.digest();
                hash = known;
            }
            return known;
        }

        @Override
        public void update(MessageDigest sha256) {
            sha256.update(BRANCH);
            sha256.update(hash(sha256));
        }
    }

    /** The digest of paths and branches. By name, as the JCA may be what opens this store. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256", "SUN");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's SHA-256 failed", e);
        }
    }

    int size() {
        int size = 0;
        for (int each : sizes.values()) {
            size += each;
        }
        return size;
    }

    /** The number of rows of a kind. */
    int size(LeafKey.Kind kind) {
        return sizes.getOrDefault(kind, 0);
    }

    /** The hash of the whole set, 32 bytes. */
    byte[] root() {
        MessageDigest sha256 = sha256();
        if (root == null) {
            sha256.update(NOTHING);
            return sha256.digest();
        } else if (root instanceof Branch branch) {
            return branch.hash(sha256).clone();
        }
        root.update(sha256);
        return sha256.digest();
    }

    boolean contains(LeafKey key) {
        return mac(key) != null;
    }

    /** The MAC of a row, or null when the set has no such row. */
    byte @Nullable [] mac(LeafKey key) {
        Leaf sought = new Leaf(key.path(sha256()), new byte[0]);
        Node node = root;
        for (int depth = 0; node instanceof Branch branch; depth++) {
            node = branch.children[sought.nibble(depth)];
        }
        return node instanceof Leaf leaf && leaf.isAt(sought) ? leaf.mac() : null;
    }

    /** The set with this row, in the place of one with its key. */
    HashTree with(LeafKey key, byte[] mac) {
        return with(List.of(new Snapshot.Row(key, 0, mac, null)));
    }

    /** The set with these rows, each in the place of one with its key. */
    HashTree with(List<Snapshot.Row> rows) {
        MessageDigest sha256 = sha256();
        boolean fresh = root == null; // all branches are new and seen by nobody
        Node changed = root;
        EnumMap<LeafKey.Kind, Integer> changedSizes = sizes.clone();
        int[] added = {0};
        for (Snapshot.Row row : rows) {
            Leaf leaf = new Leaf(row.key().path(sha256), row.mac());
            changed = with(changed, leaf, 0, added, fresh);
            changedSizes.merge(row.key().kind(), added[0], Integer::sum);
        }
        return new HashTree(changed, changedSizes);
    }

    private static Node with(
            @Nullable Node node, Leaf leaf, int depth, int[] added, boolean inPlace) {
        if (node instanceof Branch branch) {
            int place = leaf.nibble(depth);
            Node child = with(branch.children[place], leaf, depth + 1, added, inPlace);
            if (inPlace) {
                branch.children[place] = child;
                return branch;
            }
            return branch.with(place, child);
        } else if (node instanceof Leaf other && !other.isAt(leaf)) {
            added[0] = 1;
            return split(other, leaf, depth);
        }
        added[0] = node == null ? 1 : 0;
        return leaf;
    }

    private static Branch split(Leaf one, Leaf other, int depth) {
        @Nullable Node[] children = new @Nullable Node[FAN_OUT];
        int place = one.nibble(depth);
        if (place == other.nibble(depth)) {
            children[place] = split(one, other, depth + 1);
        } else {
            children[place] = one;
            children[other.nibble(depth)] = other;
        }
        return new Branch(children);
    }

    /** The set without a row; the same when it has no such row. */
    HashTree without(LeafKey key) {
        if (!contains(key)) {
            return this;
        }
        Leaf sought = new Leaf(key.path(sha256()), new byte[0]);
        EnumMap<LeafKey.Kind, Integer> changedSizes = sizes.clone();
        changedSizes.merge(key.kind(), -1, Integer::sum);
        return new HashTree(without(root, sought, 0), changedSizes);
    }

    private static @Nullable Node without(@Nullable Node node, Leaf sought, int depth) {
        if (!(node instanceof Branch branch)) {
            return null; // the row itself: it was found before
        }
        int place = sought.nibble(depth);
        Branch changed = branch.with(place, without(branch.children[place], sought, depth + 1));
        Leaf only = changed.onlyLeaf();
        return only == null ? changed : only;
    }
}
