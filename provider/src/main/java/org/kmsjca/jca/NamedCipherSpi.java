package org.kmsjca.jca;

import java.security.AlgorithmParameters;
import java.security.NoSuchAlgorithmException;
import javax.crypto.NoSuchPaddingException;
import org.jspecify.annotations.Nullable;

/** A cipher whose name says everything: no mode, padding, block, IV or parameters of its own. */
abstract class NamedCipherSpi extends OneThreadCipherSpi {
    private final ProviderContext context;
    private final String name;

    NamedCipherSpi(ProviderContext context, String name) {
        this.context = context;
        this.name = name;
    }

    final ProviderContext context() {
        return context;
    }

    final String name() {
        return name;
    }

    @Override
    protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
        throw new NoSuchAlgorithmException("the mode is part of the name " + name);
    }

    @Override
    protected void engineSetPadding(String padding) throws NoSuchPaddingException {
        throw new NoSuchPaddingException("the padding is part of the name " + name);
    }

    @Override
    protected int engineGetBlockSize() {
        return 0;
    }

    @Override
    protected byte @Nullable [] engineGetIV() {
        return null;
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        return null;
    }
}
