package org.kmsjca.kms;

import java.util.OptionalInt;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Quotas;
import org.kmsjca.store.CmkRecord;

/** Refuses what would make the KMS hold more than its quotas allow. */
public final class QuotaCheck {
    private final CmkRegistry registry;
    private final Quotas quotas;

    public QuotaCheck(CmkRegistry registry, Quotas quotas) {
        this.registry = registry;
        this.quotas = quotas;
    }

    /** Looks at what a transaction is about to add; what is there already is left in peace. */
    void check(UnitOfWork unit) {
        check(quotas.keys(), "keys", "CMKs", registry.keyCount(), unit.added(cmk -> 1));
        check(
                quotas.aliases(),
                "aliases",
                "aliases",
                registry.aliasCount(),
                unit.added(QuotaCheck::aliases));
        check(
                quotas.versions(),
                "versions",
                "key versions",
                registry.versionCount(),
                unit.added(QuotaCheck::versions));
    }

    private static int aliases(CmkRecord cmk) {
        return cmk.aliases().size();
    }

    private static int versions(CmkRecord cmk) {
        return cmk.versions().size();
    }

    private static void check(OptionalInt quota, String setting, String what, int now, int added) {
        if (quota.isPresent() && added > 0 && now + added > quota.getAsInt()) {
            throw new KmsException(
                    KmsErrorCode.LIMIT_EXCEEDED,
                    "there are %s %s and quota.%s is %s: let go of some, or raise the quota"
                            .formatted(now, what, setting, quota.getAsInt()));
        }
    }
}
