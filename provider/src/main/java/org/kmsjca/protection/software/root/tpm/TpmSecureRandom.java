package org.kmsjca.protection.software.root.tpm;

import java.security.DrbgParameters;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.Arrays;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.text.Loggers;

/**
 * Random numbers of the JDK's DRBG (SP 800-90A), which is seeded by the JVM's entropy and gets the
 * TPM's besides: as good as the better of both. The TPM is asked at the beginning and after every
 * {@value #REQUESTS} requests. One that does not answer is told once in the log and done without:
 * no program may break over it.
 */
public final class TpmSecureRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;
    static final int REQUESTS = 1000;
    private static final int REQUESTS_WITHOUT_TPM = 1_000_000;

    /** Asks the TPM. */
    public TpmSecureRandom(TpmSettings settings) {
        super(new Mixed(settings), JdkProviders.sun());
    }

    @Override
    public String getAlgorithm() {
        return "KMS-TPM";
    }

    /** SecureRandom lets one thread in at a time. */
    private static final class Mixed extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;
        private static final int STRENGTH = 256;

        private final transient TpmConnector connector;
        private final transient SecureRandom generator;
        private transient int requests;
        private transient boolean told;

        Mixed(TpmSettings settings) {
            connector = new TpmConnector(settings.address(), settings.patience());
            generator = generator();
            mixIn();
        }

        private static SecureRandom generator() {
            try {
                return SecureRandom.getInstance(
                        "DRBG",
                        DrbgParameters.instantiation(
                                STRENGTH, DrbgParameters.Capability.RESEED_ONLY, null),
                        JdkProviders.sun());
            } catch (NoSuchAlgorithmException e) {
                throw new KmsException(
                        KmsErrorCode.INTERNAL_FAILURE, "the JDK's provider SUN lacks DRBG", e);
            }
        }

        private void reseed() {
            byte[] seed = connector.with(tpm -> tpm.GetRandom(TpmCrypto.DIGEST));
            generator.setSeed(seed);
            Arrays.fill(seed, (byte) 0);
        }

        private void reseedIfDue() {
            requests++;
            if (requests < REQUESTS) {
                return;
            }
            requests = 0;
            mixIn();
        }

        private void mixIn() {
            try {
                reseed();
            } catch (KmsException e) {
                requests = -REQUESTS_WITHOUT_TPM; // each attempt may take seconds
                if (!told) {
                    told = true;
                    Loggers.kms()
                            .log(
                                    System.Logger.Level.WARNING,
                                    "KMS-TPM goes on without the TPM: {0}",
                                    e.getMessage());
                }
            }
        }

        @Override
        protected void engineSetSeed(byte[] seed) {
            generator.setSeed(seed);
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            reseedIfDue();
            generator.nextBytes(bytes);
        }

        @Override
        protected byte[] engineGenerateSeed(int length) {
            byte[] seed = new byte[length];
            engineNextBytes(seed);
            return seed;
        }
    }
}
