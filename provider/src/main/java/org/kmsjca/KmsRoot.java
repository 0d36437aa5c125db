package org.kmsjca;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.kmsjca.kms.root.RootAdministration;

/**
 * Administration of the root key: what protects it, second ways to it, backups. Keys are encrypted
 * anew by {@link #changeKey} only; with all else programs that have the store open go on.
 *
 * <p>A root of trust is named {@code tpm}, {@code passphrase} or {@code keyfile}, and is as the
 * configuration describes it ({@code tpm.*}, {@code root.passphrase}, {@code root.keyfile}). All
 * methods throw {@link KmsException} and change nothing then. Passphrases are wiped.
 */
public final class KmsRoot {
    private final RootAdministration administration;

    KmsRoot(RootAdministration administration) {
        this.administration = administration;
    }

    /** Describes what protects the root key; asks no TPM and opens nothing. */
    public RootStatus status() {
        return administration.status();
    }

    /** Replaces everything that protects the root key by that root of trust. */
    public void change(String kind) {
        administration.change(kind);
    }

    /**
     * Tells whether the passphrase of {@code root=passphrase} can be read without a question, from
     * the setting {@code root.passphrase}.
     */
    public boolean isPassphraseKnown() {
        return administration.isPassphraseKnown();
    }

    /**
     * Replaces everything that protects the root key by that passphrase, whatever {@code
     * root.passphrase} is. One that opens the store now is refused.
     */
    public void changePassphrase(char[] passphrase) {
        administration.changePassphrase(passphrase);
    }

    /**
     * As {@link #changeKey(Optional, Optional)}, under that root of trust and no new passphrase.
     */
    public void changeKey(String kind) {
        administration.changeKey(Optional.of(kind), Optional.empty());
    }

    /**
     * Makes another root key and puts everything in the store under it, in one transaction: key
     * material is encrypted anew, every row and record of the audit gets another MAC. The old root
     * key, its envelopes and its backups open the store no more; copies of the store from before
     * stay what they were. Programs that have the store open are refused until they open it again.
     *
     * <p>What protects it is new, too: a key file is made anew, and the one before kept beside it
     * as {@code root.key.old}; a passphrase that opens the store now is refused.
     *
     * @param kind what protects it from now on, alone; empty when the kinds stay as they are, which
     *     needs all of them at hand
     * @param newPassphrase empty when it is {@code root.passphrase}
     */
    public void changeKey(Optional<String> kind, Optional<char[]> newPassphrase) {
        administration.changeKey(kind, newPassphrase);
    }

    /** Adds that root of trust; what there is stays. */
    public void enroll(String kind) {
        administration.enroll(kind);
    }

    /** Adds the TPM at that address, in the spelling of {@code tpm.device}. */
    public void enrollTpm(String device) {
        administration.enrollTpm(device);
    }

    /**
     * Adds a TPM of another machine, which is not asked.
     *
     * @param storageKey what {@link #storageKey} gave there
     * @param parent the {@code tpm.parent} there, if it has one
     */
    public void enrollTpm(byte[] storageKey, Optional<String> parent) {
        administration.enrollStorageKey(storageKey, parent.orElse(null));
    }

    /** The public area (TPM2B_PUBLIC) of the storage key of this machine's TPM. */
    public byte[] storageKey() {
        return administration.storageKey();
    }

    /**
     * Seals the root key by the TPM anew, to what its registers hold now, in place of the envelope
     * that was sealed by it before.
     *
     * @param expected values of registers after a planned change: both states open the store until
     *     this is called again without any
     */
    public void reseal(Map<Integer, byte[]> expected) {
        administration.reseal(expected);
    }

    /** Removes one of several envelopes. */
    public void remove(String envelopeId) {
        administration.remove(envelopeId);
    }

    /** Writes the root key under a passphrase to a new file, readable by its owner only. */
    public void backup(Path file, char[] passphrase) {
        administration.backup(file, passphrase);
    }

    /**
     * Opens the store with a backup, and replaces everything that protects the root key by the root
     * of trust of the configuration.
     */
    public void restore(Path file, char[] passphrase) {
        administration.restore(file, passphrase);
    }

    /** As {@link #restore}, but what there is stays: for another machine that shares the store. */
    public void enrollFromBackup(Path file, char[] passphrase) {
        administration.enrollFromBackup(file, passphrase);
    }

    /** The TPM 2.0 key file (PEM) of an envelope, which other programs for TPMs understand. */
    public String exportKeyFile(String envelopeId) {
        return administration.exportKeyFile(envelopeId);
    }

    /** Adds an envelope from a TPM 2.0 key file (PEM), which must hold the store's root key. */
    public void importKeyFile(String pem) {
        administration.importKeyFile(pem);
    }

    /**
     * A passphrase by its reference, {@code env:NAME} or {@code file:PATH}, relative to the current
     * directory; the caller wipes it.
     */
    public static char[] passphrase(String reference) {
        return RootAdministration.passphrase(reference);
    }
}
