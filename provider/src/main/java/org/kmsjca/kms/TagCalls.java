package org.kmsjca.kms;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Tags;
import org.kmsjca.store.CmkRecord;

/** TagResource, UntagResource, ListResourceTags. */
public final class TagCalls {
    private final CmkChanges changes;
    private final KeyLookup lookup;

    public TagCalls(CmkChanges changes, KeyLookup lookup) {
        this.changes = changes;
        this.lookup = lookup;
    }

    /** TagResource. */
    public void tag(String keyId, Map<String, String> tags) {
        Map<String, String> copy = new HashMap<>(tags);
        changes.update(
                KmsCall.TAG_RESOURCE, keyId, () -> Tags.check(copy), record -> with(record, copy));
    }

    /** UntagResource. */
    public void untag(String keyId, Collection<String> tagKeys) {
        changes.update(
                KmsCall.UNTAG_RESOURCE,
                keyId,
                () -> tagKeys.forEach(Tags::checkKey),
                record -> without(record, tagKeys));
    }

    /** ListResourceTags. */
    public Map<String, String> list(String keyId) {
        return lookup.byKeyId(KmsCall.LIST_RESOURCE_TAGS, keyId).metadata().tags();
    }

    /** With these tags, which take the place of those with the same keys. */
    private static CmkRecord with(CmkRecord cmk, Map<String, String> tags) {
        Map<String, String> all = new TreeMap<>(cmk.tags());
        all.putAll(tags);
        if (all.size() > Tags.MAXIMUM_NUMBER) {
            throw new KmsException(
                    KmsErrorCode.LIMIT_EXCEEDED,
                    "%s was rejected because CMK %s would have %d tags, allowed are %d"
                            .formatted(
                                    KmsCall.TAG_RESOURCE,
                                    new CmkSnapshot(cmk).displayName(),
                                    all.size(),
                                    Tags.MAXIMUM_NUMBER));
        }
        return cmk.withTags(all);
    }

    /** Without the tags of these keys, of which it need not have all. */
    private static CmkRecord without(CmkRecord cmk, Collection<String> tagKeys) {
        Map<String, String> kept = new TreeMap<>(cmk.tags());
        tagKeys.forEach(kept::remove);
        return cmk.withTags(kept);
    }
}
