package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.util.List;
import org.kmsjca.DataKeySpec;
import org.kmsjca.KeyType;

/** Tells how long the data keys of a generator are, so that its ciphers take them. */
final class DataKeyLength {
    private DataKeyLength() {}

    /**
     * The length in bytes that was chosen, else 32, else that of the generator's keys.
     *
     * @throws InvalidAlgorithmParameterException when the algorithm has no keys of that length
     */
    static int of(DataKeySpec spec, Algorithm.KeyMaker algorithm)
            throws InvalidAlgorithmParameterException {
        if (algorithm.keyType() == KeyType.HMAC) {
            return spec.numberOfBytes();
        }
        List<Integer> allowed =
                RequestedKeySpec.sizes(algorithm).stream().map(bits -> bits / Byte.SIZE).toList();
        int length = spec.chosenNumberOfBytes().orElse(allowed.get(0));
        if (!allowed.contains(length)) {
            throw new InvalidAlgorithmParameterException(
                    ("a data key of %s bytes is no %s key, which have %s bytes: choose one of"
                                    + " these, or use Kms.generateDataKey, which makes 1 to %s bytes of no"
                                    + " algorithm")
                            .formatted(
                                    length, algorithm.name(), allowed, DataKeySpec.MAXIMUM_BYTES));
        }
        return length;
    }
}
