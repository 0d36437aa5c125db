package org.kmsjca.jca;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.Arrays;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.mechanism.CipherDirection;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherMechanism.Mode;
import org.kmsjca.text.Printable;

/** The parameters of symmetric ciphers: which are allowed, which are made when none come. */
final class CipherParameters {
    private static final int BLOCK = 16;
    private static final int TAG_BITS = 128;
    private static final int GCM_IV_LENGTH = 12;
    private static final byte[] KW_IV = filled(8, 0xA6);
    private static final byte[] KWP_IV = {(byte) 0xA6, 0x59, 0x59, (byte) 0xA6};

    private CipherParameters() {}

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** Parameters with a random IV, or the standard's integrity check value for key wrapping. */
    static AlgorithmParameterSpec generate(CipherMechanism mechanism) {
        if (mechanism.mode().isKeyWrap()) {
            return new IvParameterSpec(mechanism.mode() == Mode.KW ? KW_IV : KWP_IV);
        }
        boolean gcm = mechanism.mode() == Mode.GCM;
        byte[] iv = SystemRandom.bytes(gcm ? GCM_IV_LENGTH : mechanism.mode().ivLength());
        return gcm ? new GCMParameterSpec(TAG_BITS, iv) : new IvParameterSpec(iv);
    }

    /** Checks what a caller gave; the result is of the JDK's own immutable class. */
    static AlgorithmParameterSpec check(CipherMechanism mechanism, AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (mechanism.mode() == Mode.GCM) {
            return checkGcm(mechanism, spec);
        }
        if (!(spec instanceof IvParameterSpec iv)) {
            throw refused(mechanism, "IvParameterSpec", spec);
        }
        byte[] bytes = ivOf(iv.getIV());
        int length = bytes.length;
        if (length != mechanism.mode().ivLength()) {
            throw new InvalidAlgorithmParameterException(
                    mechanism.transformation()
                            + " takes an IV of "
                            + mechanism.mode().ivLength()
                            + " bytes, not "
                            + length);
        }
        return iv.getClass() == IvParameterSpec.class ? iv : new IvParameterSpec(bytes);
    }

    /** Of a caller's own class, which may give none. */
    private static byte[] ivOf(byte @Nullable [] given) throws InvalidAlgorithmParameterException {
        if (given == null) {
            throw new InvalidAlgorithmParameterException("the parameters have no IV");
        }
        return given;
    }

    private static AlgorithmParameterSpec checkGcm(
            CipherMechanism mechanism, AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (!(spec instanceof GCMParameterSpec gcm)) {
            throw refused(mechanism, "GCMParameterSpec", spec);
        }
        int tag = gcm.getTLen();
        if (tag != 128 && tag != 120 && tag != 112 && tag != 104 && tag != 96) {
            throw new InvalidAlgorithmParameterException(
                    "the tag of GCM has 128, 120, 112, 104 or 96 bits, not " + tag);
        }
        return gcm.getClass() == GCMParameterSpec.class
                ? gcm
                : new GCMParameterSpec(tag, ivOf(gcm.getIV()));
    }

    private static InvalidAlgorithmParameterException refused(
            CipherMechanism mechanism, String expected, @Nullable AlgorithmParameterSpec spec) {
        return new InvalidAlgorithmParameterException(
                mechanism.transformation()
                        + " takes "
                        + expected
                        + ", not "
                        + (spec == null ? "null" : spec.getClass().getName()));
    }

    /** The spec in a caller's AlgorithmParameters. */
    static @Nullable AlgorithmParameterSpec spec(
            CipherMechanism mechanism, @Nullable AlgorithmParameters parameters)
            throws InvalidAlgorithmParameterException {
        if (parameters == null) {
            return null;
        }
        try {
            AlgorithmParameterSpec spec =
                    mechanism.mode() == Mode.GCM
                            ? parameters.getParameterSpec(GCMParameterSpec.class)
                            : parameters.getParameterSpec(IvParameterSpec.class);
            if (spec == null) {
                throw new InvalidAlgorithmParameterException("the AlgorithmParameters give no IV");
            }
            return spec;
        } catch (InvalidParameterSpecException e) {
            throw new InvalidAlgorithmParameterException(
                    "%s does not take parameters of %s"
                            .formatted(
                                    mechanism.transformation(),
                                    Printable.of(String.valueOf(parameters.getAlgorithm()))),
                    e);
        }
    }

    static byte[] iv(AlgorithmParameterSpec spec) {
        return spec instanceof GCMParameterSpec gcm
                ? gcm.getIV()
                : ((IvParameterSpec) spec).getIV();
    }

    /** The parameters as the JDK encodes them. */
    static AlgorithmParameters encodable(CipherMechanism mechanism, AlgorithmParameterSpec spec) {
        try {
            boolean gcm = mechanism.mode() == Mode.GCM;
            var parameters =
                    AlgorithmParameters.getInstance(gcm ? "GCM" : "AES", JdkProviders.sunJce());
            parameters.init(spec);
            return parameters;
        } catch (GeneralSecurityException e) {
            throw new ProviderException("the JDK does not encode these parameters", e);
        }
    }

    /** The size of a whole message's output, between messages. */
    static int outputSize(
            Mode mode,
            CipherDirection direction,
            @Nullable AlgorithmParameterSpec parameters,
            int length) {
        boolean encrypting = direction == CipherDirection.ENCRYPT;
        return switch (mode) {
            case GCM -> {
                int tag =
                        parameters instanceof GCMParameterSpec gcm
                                ? gcm.getTLen() / Byte.SIZE
                                : BLOCK;
                yield encrypting ? length + tag : Math.max(0, length - tag);
            }
            case CBC_PADDED, CBC_ISO10126 -> encrypting ? (length / BLOCK + 1) * BLOCK : length;
            case CBC, CTR -> length;
            case KW -> encrypting ? length + 8 : Math.max(0, length - 8);
            case KWP -> encrypting ? (length + 7) / 8 * 8 + 8 : Math.max(0, length - 8);
        };
    }
}
