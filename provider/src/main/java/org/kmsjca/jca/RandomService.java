package org.kmsjca.jca;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsException;
import org.kmsjca.kms.engine.KmsInstance;

/**
 * {@code SecureRandom.getInstance("KMS")}, and {@code KMS-TPM} where the configuration says {@code
 * tpm.random}.
 *
 * <p>Neither is among the provider's services: {@code new SecureRandom()} takes the first one there
 * of the first provider that has any, and a program that names no KMS is to get none.
 */
final class RandomService extends Provider.Service {
    private static final String TYPE = "SecureRandom";
    private static final String KMS = "KMS";
    private static final String KMS_TPM = "KMS-TPM";

    private final KmsInstance instance;
    private final boolean tpm;

    private RandomService(Provider provider, KmsInstance instance, boolean tpm) {
        super(provider, TYPE, tpm ? KMS_TPM : KMS, RandomService.class.getName(), List.of(), null);
        this.instance = instance;
        this.tpm = tpm;
    }

    /** The generator that is asked for by its name, or null. */
    static @Nullable RandomService of(
            Provider provider, KmsInstance instance, String type, String algorithm) {
        if (!TYPE.equalsIgnoreCase(type)) {
            return null;
        }
        if (KMS.equalsIgnoreCase(algorithm)) {
            return new RandomService(provider, instance, false);
        }
        return KMS_TPM.equalsIgnoreCase(algorithm) && hasTpmRandom(instance)
                ? new RandomService(provider, instance, true)
                : null;
    }

    private static boolean hasTpmRandom(KmsInstance instance) {
        try {
            return instance.configuration().tpm().random();
        } catch (KmsException unusable) {
            return false; // a lookup throws nothing; the first use of the KMS tells it
        }
    }

    @Override
    public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
        if (parameter != null) {
            throw new NoSuchAlgorithmException(getAlgorithm() + " takes no parameter");
        }
        try {
            return new Spi(tpm ? instance.tpmRandom() : instance.random());
        } catch (KmsException e) {
            throw new NoSuchAlgorithmException(e.getMessage(), e);
        }
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
