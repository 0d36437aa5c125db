package org.kmsjca.mechanism;

/** A symmetric cipher in one mode and padding. */
public enum CipherMechanism {
    AES_GCM("AES/GCM/NoPadding", Mode.GCM),
    AES_CBC_PAD("AES/CBC/PKCS5Padding", Mode.CBC_PADDED),
    AES_CBC_ISO10126("AES/CBC/ISO10126Padding", Mode.CBC_ISO10126),
    AES_CBC("AES/CBC/NoPadding", Mode.CBC),
    AES_CTR("AES/CTR/NoPadding", Mode.CTR),
    AES_KW("AES/KW/NoPadding", Mode.KW),
    AES_KWP("AES/KWP/NoPadding", Mode.KWP),
    SM4_GCM("SM4/GCM/NoPadding", Mode.GCM),
    SM4_CBC_PAD("SM4/CBC/PKCS5Padding", Mode.CBC_PADDED),
    SM4_CBC("SM4/CBC/NoPadding", Mode.CBC),
    SM4_CTR("SM4/CTR/NoPadding", Mode.CTR);

    /** The mode of operation, for a cipher with blocks of 16 bytes. */
    public enum Mode {
        /** GCMParameterSpec; a random 12-byte IV and a 128-bit tag when encrypting without. */
        GCM(0),
        /** IvParameterSpec of one block; a random one when encrypting without. With padding. */
        CBC_PADDED(16),
        /** As CBC_PADDED, with padding of random bytes but the last, as XML Encryption has it. */
        CBC_ISO10126(16),
        /** As CBC_PADDED, of whole blocks only. */
        CBC(16),
        /** As CBC_PADDED, of any length. */
        CTR(16),
        /** SP 800-38F; IvParameterSpec with the integrity check value, the standard's without. */
        KW(8),
        /** As KW, of keys of any length. */
        KWP(4);

        private final int ivLength;

        Mode(int ivLength) {
            this.ivLength = ivLength;
        }

        /** The only length of IV in bytes; 0 when several are allowed. */
        public int ivLength() {
            return ivLength;
        }

        /** Whether decryption under a wrong key fails, instead of giving a wrong plaintext. */
        public boolean tellsWrongKey() {
            return this == GCM || isKeyWrap();
        }

        /** Whether the message is filled up to whole blocks of CBC. */
        public boolean isPaddedCbc() {
            return this == CBC_PADDED || this == CBC_ISO10126;
        }

        /** Whether a message must be given whole: the mode is made for wrapping keys. */
        public boolean isKeyWrap() {
            return this == KW || this == KWP;
        }
    }

    private final String transformation;
    private final Mode mode;

    CipherMechanism(String transformation, Mode mode) {
        this.transformation = transformation;
        this.mode = mode;
    }

    /** The JCA's standard name. */
    public String transformation() {
        return transformation;
    }

    public Mode mode() {
        return mode;
    }
}
