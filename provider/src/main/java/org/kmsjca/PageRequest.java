package org.kmsjca;

import java.util.List;

/**
 * Which page of a listing is asked for.
 *
 * @param pageNumber from 1
 * @param pageSize 1 to 100
 */
public record PageRequest(int pageNumber, int pageSize) {
    /** The largest page. */
    public static final int MAXIMUM_SIZE = 100;

    /** The first page of the KMS's own default size, 10. */
    public static final PageRequest FIRST = new PageRequest(1, 10);

    /**
     * Checks both numbers.
     *
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER}
     */
    public PageRequest {
        if (pageNumber < 1) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "PageNumber is " + pageNumber + ", allowed are 1 and more");
        }
        if (pageSize < 1 || pageSize > MAXIMUM_SIZE) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "PageSize is " + pageSize + ", allowed are 1 to " + MAXIMUM_SIZE);
        }
    }

    /** The request for the page after this one. */
    public PageRequest next() {
        return new PageRequest(pageNumber + 1, pageSize);
    }

    /** Cuts this page out of all entries. */
    public <T> Page<T> of(List<T> all) {
        long from = Math.min((long) (pageNumber - 1) * pageSize, all.size());
        long to = Math.min(from + pageSize, all.size());
        return new Page<>(
                List.copyOf(all.subList((int) from, (int) to)), all.size(), pageNumber, pageSize);
    }
}
