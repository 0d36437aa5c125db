package org.kmsjca.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.kmsjca.Page;
import org.kmsjca.PageRequest;

/** Makes one page of all pages of a listing. */
final class Pages {
    private Pages() {}

    static <T> Page<T> all(Function<PageRequest, Page<T>> listing) {
        List<T> items = new ArrayList<>();
        PageRequest request = new PageRequest(1, PageRequest.MAXIMUM_SIZE);
        Page<T> page = listing.apply(request);
        items.addAll(page.items());
        while (page.hasNext()) {
            request = request.next();
            page = listing.apply(request);
            items.addAll(page.items());
        }
        return new Page<>(items, items.size(), 1, items.size());
    }
}
