package org.kmsjca;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.kmsjca.kms.backup.StoreAdministration;

/**
 * Backs up and mends the file that a KMS keeps its store in. All methods throw {@link
 * KmsException}.
 */
public final class KmsStore {
    private final StoreAdministration administration;

    KmsStore(StoreAdministration administration) {
        this.administration = administration;
    }

    /**
     * Goes on with a store that is older than what was acknowledged, and gives up what came after:
     * keys that were made since are gone, and what was disabled, destroyed or removed since is as
     * it was before. The audit tells.
     *
     * @param confirmation asked when it is known what is given up; when it says no, nothing happens
     * @throws KmsException with {@code INVALID_PARAMETER} when the store is not older, or the
     *     confirmation said no
     */
    public void acceptRevision(Predicate<StoreAcceptance> confirmation) {
        administration.acceptRevision(confirmation);
    }

    /** Looks at the store and at who uses it. */
    public StoreStatus status() {
        return administration.status();
    }

    /**
     * Copies a store to another place, all its rows as they are, and verifies the copy. Programs
     * that use the store are to be stopped first: what they change later is not in the copy.
     *
     * @param from {@code sqlite:PATH} or {@code jdbc:postgresql:...}; role, password and schema of
     *     a database are those of the configuration
     * @param to likewise; there must be no store yet
     * @return the state that was copied
     */
    public StoreRevision copy(String from, String to) {
        return administration.copy(from, to);
    }

    /**
     * Whether a file is one of those that the store consists of, or its key file, by whatever path;
     * also one that is not there now, as the log.
     */
    public boolean isPartOfStore(Path file) {
        return administration.isPartOfStore(file);
    }

    /** Takes a backup to where it is kept. */
    public interface BackupTarget {
        /**
         * Takes it all.
         *
         * @param length of the content in bytes
         */
        void take(InputStream content, long length) throws IOException;
    }

    /**
     * Backs up the store as it is at this moment, while programs use and change it. The backup is
     * verified before the target gets it. It has the root key as the store has it: encrypted; see
     * {@link KmsRoot#backup} for the way back when what opens that is lost.
     *
     * @return the state that was backed up
     */
    public StoreRevision backup(BackupTarget target) {
        return administration.backup(target);
    }

    /**
     * Puts a backup in the place of the store, when it verifies under the root key, and keeps the
     * files that go beside it. A file is refused while programs have it open; programs that use a
     * database have to be started anew.
     *
     * @param confirmation asked when the backup is known to be good; when it says no, nothing
     *     happens
     * @throws KmsException with {@code INVALID_PARAMETER} also when the confirmation said no
     */
    public StoreRestoration restore(Path backup, Predicate<StoreRestoration> confirmation) {
        return administration.restore(backup, confirmation);
    }

    /**
     * As {@link #restore}, with a backup of the root key, which is then protected by the root of
     * trust of the configuration: for a new machine, or when what opened the store is lost.
     *
     * @param passphrase of the root key's backup; wiped
     */
    public StoreRestoration restore(
            Path backup,
            Path rootBackup,
            char[] passphrase,
            Predicate<StoreRestoration> confirmation) {
        return administration.restore(backup, rootBackup, passphrase, confirmation);
    }
}
