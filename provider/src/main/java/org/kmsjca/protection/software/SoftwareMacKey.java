package org.kmsjca.protection.software;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.mechanism.MacOperation;
import org.kmsjca.protection.MacKey;

/** An unwrapped HMAC key: by the JDK, with SM3 by Bouncy Castle. */
final class SoftwareMacKey implements MacKey, SoftwareKey {
    private final KeySpec keySpec;
    private final SecretKey key;

    /** Copies the clear key; the array stays the caller's. */
    SoftwareMacKey(KeySpec keySpec, byte[] clear) {
        this.keySpec = keySpec;
        this.key = new SecretKeySpec(clear, keySpec.keyAlgorithm());
    }

    @Override
    public KeySpec keySpec() {
        return keySpec;
    }

    @Override
    public MacOperation mac() {
        return keySpec == KeySpec.HMAC_SM3 ? bouncyMac() : jdkMac();
    }

    private MacOperation jdkMac() {
        try {
            Mac mac = Mac.getInstance(keySpec.keyAlgorithm(), JdkProviders.sunJce());
            mac.init(key);
            return new JdkMac(mac);
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the JDK's engine lacks " + keySpec.keyAlgorithm(),
                    e);
        }
    }

    private MacOperation bouncyMac() {
        var mac = new HMac(new SM3Digest());
        byte[] clear = key.getEncoded();
        mac.init(new KeyParameter(clear));
        Arrays.fill(clear, (byte) 0);
        return new BouncyMac(mac);
    }

    private record JdkMac(Mac mac) implements MacOperation {
        @Override
        public void update(byte[] input, int offset, int length) {
            mac.update(input, offset, length);
        }

        @Override
        public byte[] doFinal() {
            return mac.doFinal();
        }

        @Override
        public void reset() {
            mac.reset();
        }
    }

    private record BouncyMac(HMac mac) implements MacOperation {
        @Override
        public void update(byte[] input, int offset, int length) {
            mac.update(input, offset, length);
        }

        @Override
        public byte[] doFinal() {
            byte[] code = new byte[mac.getMacSize()];
            mac.doFinal(code, 0);
            return code;
        }

        @Override
        public void reset() {
            mac.reset();
        }
    }

    @Override
    public byte[] clearEncoding() {
        return key.getEncoded();
    }

    @Override
    public void close() {
        // Nothing is pooled; the key goes with this object.
    }
}
