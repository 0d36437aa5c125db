package org.kmsjca;

import org.kmsjca.kms.StoreAdministration;

/** Mends the file that a KMS keeps its store in. All methods throw {@link KmsException}. */
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
     * @throws KmsException with {@code INVALID_PARAMETER} when the store is not older
     */
    public void acceptRevision() {
        administration.acceptRevision();
    }
}
