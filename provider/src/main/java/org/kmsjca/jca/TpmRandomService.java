package org.kmsjca.jca;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.kms.KmsInstance;

/** {@code SecureRandom.getInstance("KMS-TPM")}, where the configuration says {@code tpm.random}. */
final class TpmRandomService extends Provider.Service {
    private static final String NAME = "KMS-TPM";

    private final KmsInstance instance;

    TpmRandomService(Provider provider, KmsInstance instance) {
        super(provider, "SecureRandom", NAME, TpmRandomService.class.getName(), List.of(), null);
        this.instance = instance;
    }

    @Override
    public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
        if (parameter != null) {
            throw new NoSuchAlgorithmException(NAME + " takes no parameter");
        }
        return new Spi(instance.tpmRandom());
    }

    private static final class Spi extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;

        private final transient SecureRandom random;

        Spi(SecureRandom random) {
            this.random = random;
        }

        @Override
        protected void engineSetSeed(byte[] seed) {
            random.setSeed(seed);
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            random.nextBytes(bytes);
        }

        @Override
        protected byte[] engineGenerateSeed(int length) {
            return random.generateSeed(length);
        }
    }
}
