package org.kmsjca.kms.root;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.config.RootKind;
import org.kmsjca.config.SecretReference;
import org.kmsjca.kms.StoreAddresses;
import org.kmsjca.protection.software.root.KeyFileRoot;
import org.kmsjca.protection.software.root.PassphraseRoot;
import org.kmsjca.protection.software.root.RootOfTrust;
import org.kmsjca.protection.software.root.tpm.PinAttempts;
import org.kmsjca.protection.software.root.tpm.TpmRoot;
import org.kmsjca.protection.software.root.tpm.TpmSettings;
import org.kmsjca.store.RootEnvelope;

/** Which root of trust the configuration means. */
public final class RootOfTrustFactory {
    private final Configuration configuration;
    private final char @Nullable [] password;
    private final @Nullable AskedPassphrase asked;
    private final PinAttempts attempts;

    public RootOfTrustFactory(
            Configuration configuration, char @Nullable [] password, PinAttempts attempts) {
        this(configuration, password, null, attempts);
    }

    /**
     * @param asked gives the passphrase that neither the configuration nor a password says
     */
    public RootOfTrustFactory(
            Configuration configuration,
            char @Nullable [] password,
            @Nullable AskedPassphrase asked,
            PinAttempts attempts) {
        this.configuration = configuration;
        this.asked = asked;
        this.password = password == null || password.length == 0 ? null : password.clone();
        this.attempts = attempts;
    }

    String setting() {
        return configuration.root().name().toLowerCase(Locale.ROOT);
    }

    /** A root of trust for a store that does not exist yet, and what to tell its user. */
    record NewStoreRoot(RootOfTrust root, String advice) {}

    /**
     * Refuses a new store in its usual place beside a key file in its usual place, which the KMS
     * makes together. A key file that somebody made beforehand has its own place, or one that is
     * named.
     */
    void checkNotLost() {
        Path home = configuration.home();
        Path key = home.resolve(Configuration.ROOT_KEY);
        Path store = configuration.databaseFile();
        boolean isUsualPlace =
                !configuration.isStoreFile() || store.equals(home.resolve(Configuration.DATABASE));
        if (isUsualPlace && configuration.rootKeyfile().equals(key) && Files.exists(key)) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    ("The store %s is lost: it is missing or has no content, and %s says that"
                                    + " there was one. No new store is made in its place. Put the store back,"
                                    + " or restore a backup: kms store restore FILE; if there was none, or no"
                                    + " key of it is wanted back, move %s away")
                            .formatted(store(), key, key));
        }
    }

    /** The root of trust that is to protect a store which does not exist yet. */
    NewStoreRoot forNewStore() {
        return switch (configuration.root()) {
            case AUTO -> found();
            case TPM -> new NewStoreRoot(tpm(), backupAdvice());
            case PASSPHRASE, KEYFILE -> new NewStoreRoot(of(configuration.root()), "");
        };
    }

    /** The root of trust of a kind, as the configuration describes it. */
    public RootOfTrust of(RootKind kind) {
        return switch (kind) {
            case AUTO -> found().root();
            case TPM -> tpm();
            case PASSPHRASE -> passphrase();
            case KEYFILE -> new KeyFileRoot(configuration.rootKeyfile());
        };
    }

    /** The configuration's passphrase, or the KeyStore's password. */
    PassphraseRoot passphrase() {
        return new PassphraseRoot(
                this::characters, this::newCharacters, configuration.rootPassphrase() != null);
    }

    /** Whether the configuration, or a KeyStore's password, says the passphrase. */
    boolean isPassphraseKnown() {
        return password != null || configuration.rootPassphrase() != null;
    }

    /** Gives the path of the key file, which need not exist. */
    Path keyFile() {
        return configuration.rootKeyfile();
    }

    /** A TPM that answers, else a key file. */
    private NewStoreRoot found() {
        String reason = "";
        boolean configured = configuration.tpm().device() != null;
        if (configured || Files.exists(Path.of(TpmSettings.DEFAULT_DEVICE))) {
            TpmRoot tpm = tpm();
            Optional<String> problem = tpm.problem();
            if (problem.isEmpty()) {
                return new NewStoreRoot(tpm, backupAdvice());
            }
            reason = " No TPM is used: " + problem.get() + ".";
        }
        return new NewStoreRoot(
                of(RootKind.KEYFILE),
                "the new KMS store "
                        + store()
                        + " is protected by the key file "
                        + configuration.rootKeyfile()
                        + ": whoever can read both can use its keys. This keeps the root key off"
                        + " the disk: kms root change --to passphrase."
                        + reason);
    }

    Path keyFilePlace() {
        return configuration.rootKeyfile();
    }

    /** Whether a store of several machines wants a key file that this one does not have. */
    boolean isKeyFileElsewhere(Set<RootEnvelope> envelopes) {
        return !configuration.isStoreFile()
                && Files.notExists(configuration.rootKeyfile())
                && envelopes.stream().allMatch(each -> each.kind().equals(KeyFileRoot.KIND));
    }

    private String store() {
        return StoreAddresses.of(configuration).location();
    }

    private String backupAdvice() {
        return "the root key of the new KMS store "
                + store()
                + " is sealed by the TPM: when that is replaced or cleared, every key is lost,"
                + " unless there is another way in. Make one now: kms root backup FILE";
    }

    /** The root of trust that can open an envelope of that kind, or null when it may not. */
    @Nullable RootOfTrust forEnvelope(String kind) {
        RootKind setting = configuration.root();
        boolean auto = setting == RootKind.AUTO;
        boolean passphraseKnown = isPassphraseKnown();
        return switch (kind) {
            case KeyFileRoot.KIND ->
                    auto || setting == RootKind.KEYFILE ? of(RootKind.KEYFILE) : null;
            case PassphraseRoot.KIND ->
                    (auto && passphraseKnown) || setting == RootKind.PASSPHRASE
                            ? of(RootKind.PASSPHRASE)
                            : null;
            case TpmRoot.KIND -> auto || setting == RootKind.TPM ? tpm() : null;
            default -> null;
        };
    }

    /** Describes an envelope for people. */
    String describe(RootEnvelope envelope) {
        return switch (envelope.kind()) {
            case KeyFileRoot.KIND -> of(RootKind.KEYFILE).description();
            case TpmRoot.KIND -> tpm().description(RootKeyUnlock.sealed(envelope));
            default -> envelope.kind();
        };
    }

    TpmRoot tpm() {
        return new TpmRoot(tpmSettings(), attempts);
    }

    /** The TPM at another address, used as the configured one would be. */
    TpmRoot tpmAt(String device) {
        return new TpmRoot(tpmSettings().at(device), attempts);
    }

    /** The settings of the TPM. */
    public TpmSettings tpmSettings() {
        SecretReference auth = configuration.tpm().auth();
        Supplier<char[]> pin = auth == null ? null : auth::resolve;
        return new TpmSettings(
                configuration.tpm().device(),
                pin,
                configuration.tpm().pcrs(),
                configuration.tpm().parent(),
                TpmSettings.DEFAULT_PATIENCE);
    }

    private char[] newCharacters() {
        return asked == null || isPassphraseKnown() ? characters() : asked.fresh();
    }

    private char[] characters() {
        SecretReference reference = configuration.rootPassphrase();
        if (reference != null) {
            return reference.resolve();
        }
        if (password != null) {
            return password.clone();
        }
        if (asked != null) {
            return asked.get();
        }
        throw new KmsException(
                KmsErrorCode.NO_PERMISSION,
                "root=passphrase needs the passphrase: set root.passphrase to env:NAME or"
                        + " file:/path, or give it as the KeyStore's password");
    }
}
