package org.kmsjca.kms;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.config.RootKind;
import org.kmsjca.config.SecretReference;
import org.kmsjca.protection.software.root.KeyFileRoot;
import org.kmsjca.protection.software.root.PassphraseRoot;
import org.kmsjca.protection.software.root.RootOfTrust;

/** Which root of trust the configuration means. */
final class RootChoice {
    private final Configuration configuration;
    private final char @Nullable [] password;

    RootChoice(Configuration configuration, char @Nullable [] password) {
        this.configuration = configuration;
        this.password = password == null || password.length == 0 ? null : password.clone();
    }

    String setting() {
        return configuration.root().name().toLowerCase(Locale.ROOT);
    }

    /** The root of trust that is to protect a store which does not exist yet. */
    RootOfTrust forNewStore() {
        return switch (configuration.root()) {
            case AUTO, KEYFILE -> new KeyFileRoot(configuration.rootKeyfile());
            case PASSPHRASE -> new PassphraseRoot(this::passphrase);
            case TPM -> throw noTpm();
        };
    }

    /** What to tell the user of a store that got the weakest root without being asked. */
    Optional<String> adviceForNewStore() {
        return configuration.root() == RootKind.AUTO
                ? Optional.of(
                        "the new KMS store "
                                + configuration.databaseFile()
                                + " is protected by the key file "
                                + configuration.rootKeyfile()
                                + ": whoever can read both can use its keys. Set root=passphrase"
                                + " with root.passphrase for a root key that is not on the disk")
                : Optional.empty();
    }

    /** The root of trust that can open an envelope of that kind, or null when it may not. */
    @Nullable RootOfTrust forEnvelope(String kind) {
        RootKind setting = configuration.root();
        if (kind.equals(KeyFileRoot.KIND)
                && (setting == RootKind.AUTO || setting == RootKind.KEYFILE)) {
            return new KeyFileRoot(configuration.rootKeyfile());
        }
        boolean passphraseKnown = password != null || configuration.rootPassphrase() != null;
        if (kind.equals(PassphraseRoot.KIND)
                && (setting == RootKind.PASSPHRASE
                        || (setting == RootKind.AUTO && passphraseKnown))) {
            return new PassphraseRoot(this::passphrase);
        }
        if (setting == RootKind.TPM) {
            throw noTpm();
        }
        return null;
    }

    private char[] passphrase() {
        SecretReference reference = configuration.rootPassphrase();
        if (reference != null) {
            return reference.resolve();
        }
        if (password != null) {
            return password.clone();
        }
        throw new KmsException(
                KmsErrorCode.NO_PERMISSION,
                "root=passphrase needs the passphrase: set root.passphrase to env:NAME or"
                        + " file:/path, or give it as the KeyStore's password");
    }

    private static KmsException noTpm() {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                "root=tpm is not supported by this version; set root to passphrase or keyfile");
    }
}
