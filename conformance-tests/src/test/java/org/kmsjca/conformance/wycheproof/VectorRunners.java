package org.kmsjca.conformance.wycheproof;

/** The runner of each kind of test. */
final class VectorRunners {
    private VectorRunners() {}

    static VectorRunner of(FileRow row) {
        return switch (row.kind()) {
            case AEAD -> new CipherRunner(row.algorithm(), true);
            case CBC -> new CipherRunner(row.algorithm(), false);
            case KEY_WRAP -> new KeyWrapRunner(row.algorithm());
            case MAC -> new MacRunner(row.algorithm());
            case OAEP -> new RsaDecryptionRunner(row.algorithm(), true);
            case PKCS1_DECRYPTION -> new RsaDecryptionRunner(row.algorithm(), false);
            case PKCS1_SIGNING -> new RsaSigningRunner();
            case ML_DSA_SIGNING -> new MlDsaSigningRunner(row.algorithm());
            case ECDH -> new EcdhRunner();
            default -> throw new IllegalArgumentException(row.kind() + " needs no CMK");
        };
    }
}
