package org.kmsjca.config;

/** The kinds of protection of the root key: the values of {@code root}. */
public enum RootKind {
    /** The TPM when there is one that answers, else a key file. */
    AUTO("auto"),
    TPM("tpm"),
    PASSPHRASE("passphrase"),
    KEYFILE("keyfile");

    private final String spelling;

    RootKind(String spelling) {
        this.spelling = spelling;
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return spelling;
    }
}
