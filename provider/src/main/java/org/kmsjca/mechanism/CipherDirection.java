package org.kmsjca.mechanism;

/** Which way a cipher runs. */
public enum CipherDirection {
    ENCRYPT,
    DECRYPT
}
