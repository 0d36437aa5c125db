package org.kmsjca.protection.software.root.tpm;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.protection.software.root.SealedRootKey;

/** Reads and writes what goes from machine to machine: storage keys and key files. */
public final class TpmExchange {
    private final TpmSettings settings;
    private final TpmConnector connector;

    /**
     * @param settings which TPM is meant where one is asked
     */
    public TpmExchange(TpmSettings settings) {
        this.settings = settings;
        this.connector = new TpmConnector(settings.address(), settings.patience());
    }

    /** The public area of this TPM's storage key, TPM2B_PUBLIC: others can seal for it. */
    public byte[] storageKey() {
        return connector.with(
                tpm ->
                        new TpmSealing(tpm, settings, connector.refusals())
                                .parent()
                                .publicArea()
                                .encoded());
    }

    /**
     * Seals a root key for another TPM, without asking any.
     *
     * @param storageKey TPM2B_PUBLIC of its storage key
     * @param parent the {@code tpm.parent} of its machine; null for the primary key of its kind
     */
    public static SealedRootKey sealFor(
            byte[] storageKey, @Nullable String parent, RootKey rootKey, String storeId) {
        StoragePublic key = StoragePublic.parse(storageKey);
        ParentKind kind;
        try {
            kind =
                    parent != null
                            ? new ParentKind(parent)
                            : key.isRsa() ? ParentKind.RSA : ParentKind.ECC;
        } catch (IllegalArgumentException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "'" + parent + "' is no parent; allowed are ecc, rsa, 0x81000000 and above",
                    e);
        }
        return ImportableSeal.seal(rootKey, key, kind).encode(rootKey, storeId);
    }

    /** The TPM 2.0 key file of an envelope, in PEM. */
    public static String pem(SealedRootKey sealed) {
        try {
            return TpmEnvelope.decode(sealed).keyFile().pem();
        } catch (IllegalArgumentException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the envelope cannot be read (" + e.getMessage() + ")",
                    e);
        }
    }

    /**
     * Makes an envelope of a TPM 2.0 key file, which must hold the store's root key. A PIN that it
     * asks for is that of the settings.
     */
    public SealedRootKey importPem(String pem, RootKey rootKey, String storeId) {
        TpmKeyFile file = read(pem);
        byte[] authValue =
                file.emptyAuth() ? new byte[0] : TpmPin.required(settings, connector.refusals());
        byte[] expected = rootKey.clearCopy();
        byte[] found = new byte[0];
        try {
            TpmEnvelope envelope = connector.with(tpm -> envelope(tpm, file));
            found =
                    connector.with(
                            tpm ->
                                    new TpmOpening(
                                                    tpm,
                                                    envelope,
                                                    connector.refusals(),
                                                    new PinAttempts())
                                            .open(authValue));
            if (!MessageDigest.isEqual(expected, found)) {
                throw new KmsException(
                        KmsErrorCode.INVALID_PARAMETER,
                        "the key file holds something else than the root key of this store");
            }
            return envelope.encode(rootKey, storeId);
        } finally {
            Arrays.fill(authValue, (byte) 0);
            Arrays.fill(expected, (byte) 0);
            Arrays.fill(found, (byte) 0);
        }
    }

    /** Reads a key file, and refuses all that can be found wrong without its TPM. */
    static TpmKeyFile read(String pem) {
        try {
            TpmKeyFile file = TpmKeyFile.ofPem(pem);
            SealedObject.check(file);
            KeyFilePolicy.pcrs(file);
            parent(file);
            return file;
        } catch (IllegalArgumentException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "the key file cannot be used: " + e.getMessage(),
                    e);
        }
    }

    private static ParentKind parent(TpmKeyFile file) {
        if (file.parent() == ParentKind.ECC.handle()) {
            return file.rsaParent() ? ParentKind.RSA : ParentKind.ECC;
        }
        return ParentKind.persistent(file.parent());
    }

    private TpmEnvelope envelope(TpmClient tpm, TpmKeyFile file) {
        ParentKind kind = parent(file);
        StorageKey parent = TpmOpening.parent(tpm, kind, connector.refusals());
        PcrSelection pcrs = KeyFilePolicy.pcrs(file);
        List<PcrValues> now =
                pcrs == null
                        ? List.of()
                        : List.of(TpmOpening.values(tpm, pcrs, connector.refusals()));
        byte[] parentName = parent.name();
        tpm.flushQuietly(parent.handle());
        return new TpmEnvelope(
                kind,
                parentName,
                TpmOpening.endorsementName(tpm),
                new SealPolicy(pcrs, now, !file.emptyAuth()),
                file);
    }
}
