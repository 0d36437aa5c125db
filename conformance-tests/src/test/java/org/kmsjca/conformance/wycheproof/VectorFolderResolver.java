package org.kmsjca.conformance.wycheproof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the folder with the vectors, which is looked for, cloned and checked once in a run.
 */
final class VectorFolderResolver implements ParameterResolver {
    /** What was found. */
    record Search(Optional<VectorFolder> folder) {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Search.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(VectorFolderResolver.class))
                .getOrComputeIfAbsent(Search.class, key -> search(), Search.class);
    }

    private static Search search() {
        try {
            Optional<VectorFolder> folder = VectorFolder.find(Checkout.root());
            if (folder.isPresent()) {
                folder.get().requireUnchanged();
            }
            return new Search(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
