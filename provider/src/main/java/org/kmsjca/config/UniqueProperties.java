package org.kmsjca.config;

import java.util.Properties;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** Properties that refuse a key that they already have: one of the two would be lost unseen. */
final class UniqueProperties extends Properties {
    private static final long serialVersionUID = 1L;

    private final String source;

    UniqueProperties(String source) {
        this.source = source;
    }

    @Override
    public synchronized Object put(Object key, Object value) {
        if (containsKey(key)) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    ("Configuration %s: the key '%s' is given twice; remove one of the two"
                                    + " lines")
                            .formatted(source, key));
        }
        return super.put(key, value);
    }
}
