package org.kmsjca.conformance.wycheproof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folder with the vectors: what the system property {@code wycheproof.dir} names, else {@code
 * shared/wycheproof} beside the checkout or above, else {@code wycheproof} in the checkout, where a
 * clone of the pinned commit is put when there is none.
 */
final class VectorFolder {
    static final String PROPERTY = "wycheproof.dir";
    private static final String FOLDER = "testvectors_v1";
    private static final String HASHES = "vectors.sha256";

    private final Path folder;

    private VectorFolder(Path folder) {
        this.folder = folder;
    }

    /** Empty where the vectors are not there and cannot be cloned. */
    static Optional<VectorFolder> find(Path checkout) throws IOException {
        String named = System.getProperty(PROPERTY);
        if (named != null) {
            return Optional.of(
                    in(Path.of(named))
                            .orElseThrow(
                                    () -> new IOException(named + " has no vectors: " + PROPERTY)));
        }
        for (Path above = checkout; above != null; above = above.getParent()) {
            Optional<VectorFolder> found = in(above.resolve("shared").resolve("wycheproof"));
            if (found.isPresent()) {
                return found;
            }
        }
        Path clone = checkout.resolve("wycheproof");
        if (in(clone).isEmpty()) {
            VectorClone.make(clone);
        }
        return in(clone);
    }

    private static Optional<VectorFolder> in(Path directory) {
        for (Path folder : List.of(directory.resolve(FOLDER), directory)) {
            if (Files.isDirectory(folder) && folder.endsWith(FOLDER)) {
                return Optional.of(new VectorFolder(folder));
            }
        }
        return Optional.empty();
    }

    VectorFile read(String path) throws IOException {
        return VectorFile.read(folder.resolve(path));
    }

    /** The files whose content is pinned, by name. */
    static Map<String, String> pinned() {
        Map<String, String> hashes = new LinkedHashMap<>();
        for (String line : TextTable.lines(HASHES)) {
            String[] parts = line.split(" {2}", 2);
            hashes.put(parts[1].substring(FOLDER.length() + 1), parts[0]);
        }
        return hashes;
    }

    /**
     * Compares every file that is read with what it was at the pinned commit.
     *
     * @throws IllegalStateException when one is missing or has another content
     */
    void requireUnchanged() throws IOException {
        List<String> changed = new ArrayList<>();
        for (Map.Entry<String, String> pin : pinned().entrySet()) {
            Path file = folder.resolve(pin.getKey());
            if (!Files.exists(file) || !sha256(file).equals(pin.getValue())) {
                changed.add(pin.getKey());
            }
        }
        if (!changed.isEmpty()) {
            throw new IllegalStateException(
                    "vectors changed: these files in "
                            + folder
                            + " are not those of commit "
                            + VectorClone.COMMIT
                            + ": "
                            + changed);
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
