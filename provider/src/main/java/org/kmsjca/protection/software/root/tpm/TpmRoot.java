package org.kmsjca.protection.software.root.tpm;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.kmsjca.KmsException;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.protection.software.root.RootOfTrust;
import org.kmsjca.protection.software.root.SealedRootKey;

/**
 * A root of trust that is a TPM 2.0: the root key is sealed data under the TPM's storage key. The
 * TPM is asked once, when the store is opened; nothing stays loaded in it.
 */
public final class TpmRoot implements RootOfTrust {
    /** The value of the setting {@code root}, and the kind of the envelope. */
    public static final String KIND = "tpm";

    private final TpmSettings settings;
    private final TpmConnector connector;
    private final PinAttempts attempts;

    /**
     * @param settings which TPM, and what to bind to
     * @param attempts remembers refused PINs for as long as the program runs
     */
    public TpmRoot(TpmSettings settings, PinAttempts attempts) {
        this.settings = settings;
        this.connector = new TpmConnector(settings.address(), settings.patience());
        this.attempts = attempts;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String description() {
        return "TPM 2.0 " + settings.address();
    }

    @Override
    public String description(SealedRootKey sealed) {
        try {
            return description() + ", sealed to " + TpmEnvelope.decode(sealed).description();
        } catch (IllegalArgumentException unreadable) {
            return description();
        }
    }

    /** Lists what keeps this TPM from sealing; empty when nothing does. */
    public Optional<String> problem() {
        try {
            connector.with(
                    tpm -> new TpmSealing(tpm, settings, connector.refusals()).parent().name());
            return Optional.empty();
        } catch (KmsException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Mixed from the TPM's and the JVM's random numbers: as good as the better of both. */
    @Override
    public RootKey newRootKey() {
        byte[] mixed = connector.with(TpmRandom::mixed);
        try {
            return new RootKey(mixed);
        } finally {
            Arrays.fill(mixed, (byte) 0);
        }
    }

    @Override
    public SealedRootKey seal(RootKey rootKey, String storeId) {
        return seal(rootKey, storeId, Map.of());
    }

    /**
     * Protects the root key so that it opens now and also when registers have other values.
     *
     * @param expected values of some of the PCRs after a planned change; empty for none
     */
    public SealedRootKey seal(RootKey rootKey, String storeId, Map<Integer, byte[]> expected) {
        byte[] authValue = TpmPin.authValue(settings, connector.refusals());
        try {
            SealedRootKey sealed =
                    connector
                            .with(
                                    tpm ->
                                            new TpmSealing(tpm, settings, connector.refusals())
                                                    .seal(rootKey, authValue, expected))
                            .encode(rootKey, storeId);
            // An envelope counts when it opens.
            unseal(sealed, storeId).close();
            return sealed;
        } finally {
            Arrays.fill(authValue, (byte) 0);
        }
    }

    @Override
    public RootKey unseal(SealedRootKey sealed, String storeId) {
        TpmEnvelope envelope = decode(sealed);
        byte[] authValue =
                envelope.policy().pin()
                        ? TpmPin.required(settings, connector.refusals())
                        : new byte[0];
        byte[] clear = new byte[0];
        try {
            if (attempts.isRefused(envelope, authValue)) {
                throw connector.refusals().wrongPinBefore();
            }
            clear =
                    connector.with(
                            tpm ->
                                    new TpmOpening(tpm, envelope, connector.refusals(), attempts)
                                            .open(authValue));
            return checked(clear, sealed, storeId);
        } finally {
            Arrays.fill(authValue, (byte) 0);
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** Whether two envelopes are sealed under the same storage key, so by the same TPM. */
    public static boolean isOfSameTpm(SealedRootKey one, SealedRootKey other) {
        try {
            return Arrays.equals(
                    TpmEnvelope.decode(one).parentName(), TpmEnvelope.decode(other).parentName());
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    private TpmEnvelope decode(SealedRootKey sealed) {
        try {
            return TpmEnvelope.decode(sealed);
        } catch (IllegalArgumentException e) {
            throw connector.refusals().unreadable(e);
        }
    }

    private RootKey checked(byte[] clear, SealedRootKey sealed, String storeId) {
        if (clear.length != RootKey.LENGTH) {
            throw connector.refusals().wrongKey();
        }
        RootKey key = new RootKey(clear);
        if (!TpmEnvelope.isRight(key, storeId, sealed)) {
            key.close();
            throw connector.refusals().wrongKey();
        }
        return key;
    }
}
