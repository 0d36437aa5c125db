package org.kmsjca.protection.hsm;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What is known of modules, by the names of their libraries. */
final class ModuleHints {
    /**
     * A hint.
     *
     * @param part of the file's name
     */
    private record Hint(String part, String text) {}

    private static final List<Hint> HINTS =
            List.of(
                    new Hint(
                            "softhsm",
                            "SOFTHSM2_CONF of this process must name a configuration file that it"
                                    + " can read, whose directories.tokendir exists and is open to"
                                    + " this user (of Debian's own one: group softhsm)"),
                    new Hint(
                            "opencryptoki",
                            "pkcsslotd has to run, and this user has to be in the group pkcs11"),
                    new Hint(
                            "tpm2_pkcs11",
                            "tpm2-abrmd has to run or /dev/tpmrm0 be open to this user (group tss),"
                                    + " and TPM2_PKCS11_STORE name a store that it can write"),
                    new Hint(
                            "p11-kit",
                            "P11_KIT_SERVER_ADDRESS must name the socket of a server that runs"),
                    new Hint(
                            "softokn",
                            "hsm.initialize.parameters must name the database, as configdir='sql:...'"),
                    new Hint("opensc", "pcscd has to run and the reader be connected"));

    /** Modules whose C_SignFinal does not stand a question for the size of an HMAC. */
    private static final List<String> DIES_OF_SIGN_FINAL = List.of("opencryptoki", "tpm2_pkcs11");

    /**
     * Modules of TPMs, which sign a digest with RSA by decryption: a key that may only sign signs
     * messages that the module hashes, and neither PSS nor what TLS asks for.
     */
    private static final List<String> SIGNS_BY_DECRYPTION = List.of("tpm2_pkcs11");

    /**
     * Modules that number objects by their count: after one was destroyed the next gets a handle
     * that another has, and C_DestroyObject destroys that one.
     */
    private static final List<String> COUNTS_HANDLES = List.of("tpm2_pkcs11");

    private ModuleHints() {}

    static boolean countsHandles(Path library) {
        String name = nameOf(library);
        return COUNTS_HANDLES.stream().anyMatch(name::contains);
    }

    static boolean signsOnlyWhatDecrypts(Path library) {
        String name = nameOf(library);
        return SIGNS_BY_DECRYPTION.stream().anyMatch(name::contains);
    }

    static boolean diesOfSignFinal(Path library) {
        String name = nameOf(library);
        return DIES_OF_SIGN_FINAL.stream().anyMatch(name::contains);
    }

    private static String nameOf(Path library) {
        return String.valueOf(library.getFileName()).toLowerCase(Locale.ROOT);
    }

    /** What to look at when it does not initialise: its usual causes. */
    static String of(Path library) {
        String name = nameOf(library);
        return HINTS.stream()
                .filter(hint -> name.contains(hint.part()))
                .map(Hint::text)
                .findFirst()
                .orElse(
                        "look at the module's configuration file and the environment variable that"
                                + " names it, at the daemon that it may need, and at the groups of"
                                + " this user");
    }
}
