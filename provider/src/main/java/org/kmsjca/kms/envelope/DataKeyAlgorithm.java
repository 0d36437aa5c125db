package org.kmsjca.kms.envelope;

/** Names the algorithm of a data key of which only the length is known. */
final class DataKeyAlgorithm {
    private DataKeyAlgorithm() {}

    /**
     * {@code AES} where AES has keys of that length, else {@code RAW}: a key named AES of another
     * length is taken by no Cipher.
     */
    static String of(int numberOfBytes) {
        return switch (numberOfBytes) {
            case 16, 24, 32 -> "AES";
            default -> "RAW";
        };
    }
}
