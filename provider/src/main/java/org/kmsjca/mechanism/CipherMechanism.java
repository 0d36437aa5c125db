package org.kmsjca.mechanism;

/** A symmetric cipher in one mode and padding. */
public enum CipherMechanism {
    AES_GCM("AES/GCM/NoPadding", Parameters.GCM, 0),
    AES_CBC_PAD("AES/CBC/PKCS5Padding", Parameters.IV, 16),
    AES_CBC("AES/CBC/NoPadding", Parameters.IV, 16),
    AES_CTR("AES/CTR/NoPadding", Parameters.IV, 16),
    AES_KW("AES/KW/NoPadding", Parameters.WRAP_IV, 8),
    AES_KWP("AES/KWP/NoPadding", Parameters.WRAP_IV, 4);

    /** What a mechanism takes as its parameters. */
    public enum Parameters {
        /** GCMParameterSpec; a random 12-byte IV and a 128-bit tag when encrypting without. */
        GCM,
        /** IvParameterSpec of one block; a random one when encrypting without. */
        IV,
        /** IvParameterSpec with the integrity check value; the standard's own without. */
        WRAP_IV
    }

    private final String transformation;
    private final Parameters parameters;
    private final int ivLength;

    CipherMechanism(String transformation, Parameters parameters, int ivLength) {
        this.transformation = transformation;
        this.parameters = parameters;
        this.ivLength = ivLength;
    }

    /** The JCA's standard name. */
    public String transformation() {
        return transformation;
    }

    public Parameters parameters() {
        return parameters;
    }

    /** The only length of IV in bytes; 0 when several are allowed. */
    public int ivLength() {
        return ivLength;
    }

    /** Whether a message must be given whole: the mechanism is made for wrapping keys. */
    public boolean isKeyWrap() {
        return parameters == Parameters.WRAP_IV;
    }
}
