package org.kmsjca.kms;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Tags;
import org.kmsjca.store.CmkRecord;

/** What TagResource and UntagResource make of a CMK. */
final class Tagging {
    private Tagging() {}

    /** With these tags, which take the place of those with the same keys. */
    static CmkRecord with(CmkRecord cmk, Map<String, String> tags) {
        Map<String, String> all = new TreeMap<>(cmk.tags());
        all.putAll(tags);
        if (all.size() > Tags.MAXIMUM_NUMBER) {
            throw new KmsException(
                    KmsErrorCode.LIMIT_EXCEEDED,
                    KmsCall.TAG_RESOURCE
                            + " was rejected because CMK "
                            + new CmkSnapshot(cmk).displayName()
                            + " would have "
                            + all.size()
                            + " tags, allowed are "
                            + Tags.MAXIMUM_NUMBER);
        }
        return cmk.withTags(all);
    }

    /** Without the tags of these keys, of which it need not have all. */
    static CmkRecord without(CmkRecord cmk, Collection<String> tagKeys) {
        Map<String, String> kept = new TreeMap<>(cmk.tags());
        tagKeys.forEach(kept::remove);
        return cmk.withTags(kept);
    }
}
