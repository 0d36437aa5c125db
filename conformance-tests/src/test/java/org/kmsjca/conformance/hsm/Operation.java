package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.conformance.support.KmsUnderTest;

/** An operation of an application on a handle that it keeps, and what the handle is of. */
enum Operation {
    ECDSA(KeySpec.EC_P256, KeyUsage.SIGN_VERIFY) {
        @Override
        void run(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
            signAndVerify(kms, handle, "SHA256withECDSA");
        }
    },
    RSA_SIGNATURE(KeySpec.RSA_2048, KeyUsage.SIGN_VERIFY) {
        @Override
        void run(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
            signAndVerify(kms, handle, "SHA256withRSA");
        }
    },
    RSA_DECRYPTION(KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT) {
        @Override
        void run(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
            String name = "RSA/ECB/OAEPWithSHA-1AndMGF1Padding";
            Cipher encryption = kms.cipher(name);
            encryption.init(Cipher.ENCRYPT_MODE, kms.publicKey(handle.alias()));
            byte[] encrypted = encryption.doFinal(MESSAGE);
            Cipher decryption = kms.cipher(name);
            decryption.init(Cipher.DECRYPT_MODE, handle.key());
            assertThat(decryption.doFinal(encrypted)).isEqualTo(MESSAGE);
        }
    },
    GCM_ENCRYPTION(KeySpec.ALIYUN_AES_256, KeyUsage.ENCRYPT_DECRYPT) {
        @Override
        void run(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
            byte[] encrypted = gcm(kms, handle, Cipher.ENCRYPT_MODE).doFinal(MESSAGE);
            assertThat(decrypted(kms, handle, "AES/GCM/NoPadding", GCM, encrypted))
                    .isEqualTo(MESSAGE);
        }
    },
    GCM_DECRYPTION(KeySpec.ALIYUN_AES_256, KeyUsage.ENCRYPT_DECRYPT) {
        @Override
        byte[] prepare(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
            cipher.init(Cipher.ENCRYPT_MODE, handle.known(), GCM);
            return cipher.doFinal(MESSAGE);
        }

        @Override
        void run(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
            assertThat(gcm(kms, handle, Cipher.DECRYPT_MODE).doFinal(handle.prepared()))
                    .isEqualTo(MESSAGE);
        }
    },
    LONG_GCM_ENCRYPTION(KeySpec.ALIYUN_AES_256, KeyUsage.ENCRYPT_DECRYPT) {
        @Override
        void run(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
            Cipher cipher = gcm(kms, handle, Cipher.ENCRYPT_MODE);
            ByteArrayOutputStream encrypted = new ByteArrayOutputStream();
            for (int i = 0; i < 3; i++) {
                byte[] output = cipher.update(new byte[50_000]);
                encrypted.writeBytes(output == null ? new byte[0] : output);
            }
            encrypted.writeBytes(cipher.doFinal());
            assertThat(decrypted(kms, handle, "AES/GCM/NoPadding", GCM, encrypted.toByteArray()))
                    .isEqualTo(new byte[150_000]);
        }
    },
    CBC_ENCRYPTION(KeySpec.ALIYUN_AES_128, KeyUsage.ENCRYPT_DECRYPT) {
        @Override
        void run(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
            Cipher cipher = kms.cipher("AES/CBC/PKCS5Padding");
            var iv = new IvParameterSpec(new byte[16]);
            cipher.init(Cipher.ENCRYPT_MODE, handle.key(), iv);
            byte[] encrypted = cipher.doFinal(MESSAGE);
            assertThat(decrypted(kms, handle, "AES/CBC/PKCS5Padding", iv, encrypted))
                    .isEqualTo(MESSAGE);
        }
    },
    KEY_WRAPPING(KeySpec.ALIYUN_AES_256, KeyUsage.ENCRYPT_DECRYPT) {
        @Override
        void run(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
            Cipher cipher = kms.cipher("AES/KWP/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, handle.key());
            byte[] wrapped = cipher.doFinal(MESSAGE);
            assertThat(decrypted(kms, handle, "AES/KWP/NoPadding", null, wrapped))
                    .isEqualTo(MESSAGE);
            cipher.init(Cipher.DECRYPT_MODE, handle.key());
            assertThat(cipher.doFinal(wrapped)).isEqualTo(MESSAGE);
        }
    },
    HMAC(KeySpec.HMAC_SHA_256, KeyUsage.GENERATE_VERIFY_MAC) {
        @Override
        void run(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
            Mac mac = Mac.getInstance("HmacSHA256", kms.provider());
            mac.init((SecretKey) handle.key());
            Mac expected = Mac.getInstance("HmacSHA256", "SunJCE");
            expected.init(handle.known());
            assertThat(mac.doFinal(MESSAGE)).isEqualTo(expected.doFinal(MESSAGE));
        }
    };

    private static final GCMParameterSpec GCM = new GCMParameterSpec(128, gcmIv());

    private static final byte[] MESSAGE =
            "a message of thirty-three bytes .".getBytes(StandardCharsets.US_ASCII);

    private final KeySpec keySpec;
    private final KeyUsage usage;

    Operation(KeySpec keySpec, KeyUsage usage) {
        this.keySpec = keySpec;
        this.usage = usage;
    }

    /**
     * A key as an application keeps it.
     *
     * @param known the same key for the JDK, where the test made it: what another key of the token
     *     did is noticed by it. Null where the token made the key
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on and never changed
    record Handle(String alias, Key key, SecretKey known, byte[] prepared) {
        static Handle of(KmsUnderTest kms, String alias) {
            return new Handle(alias, kms.handle(alias), null, new byte[0]);
        }
    }

    /** Makes the key in the token, or imports it where the JDK can check what it does. */
    Handle create(KmsUnderTest kms) throws GeneralSecurityException {
        String alias = name().toLowerCase(Locale.ROOT);
        SecretKey known = null;
        if (keySpec.keyType().isSymmetric()) {
            byte[] material = new byte[keySpec.bits() / Byte.SIZE];
            new SecureRandom().nextBytes(material);
            known = new SecretKeySpec(material, keySpec.keyAlgorithm());
            kms.importSecret(alias, known);
        } else {
            kms.create(alias, keySpec, usage);
        }
        Handle handle = new Handle(alias, kms.handle(alias), known, new byte[0]);
        return new Handle(alias, handle.key(), known, prepare(kms, handle));
    }

    /** By the JDK where it has the key, else by the KMS. */
    private static byte[] decrypted(
            KmsUnderTest kms,
            Handle handle,
            String transformation,
            AlgorithmParameterSpec parameters,
            byte[] encrypted)
            throws GeneralSecurityException {
        boolean isKnown = handle.known() != null;
        Cipher cipher =
                isKnown ? Cipher.getInstance(transformation, "SunJCE") : kms.cipher(transformation);
        cipher.init(Cipher.DECRYPT_MODE, isKnown ? handle.known() : handle.key(), parameters);
        return cipher.doFinal(encrypted);
    }

    byte[] prepare(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
        return new byte[0];
    }

    /** Does it, and checks the result. */
    abstract void run(KmsUnderTest kms, Handle handle) throws GeneralSecurityException;

    private static Cipher gcm(KmsUnderTest kms, Handle handle, int mode)
            throws GeneralSecurityException {
        Cipher cipher = kms.cipher("AES/GCM/NoPadding");
        cipher.init(mode, handle.key(), GCM);
        return cipher;
    }

    private static byte[] gcmIv() {
        byte[] iv = new byte[12];
        Arrays.fill(iv, (byte) 7);
        return iv;
    }

    private static void signAndVerify(KmsUnderTest kms, Handle handle, String algorithm)
            throws GeneralSecurityException {
        Signature signature = kms.signature(algorithm);
        signature.initSign((PrivateKey) handle.key());
        signature.update(MESSAGE);
        byte[] signed = signature.sign();
        signature.initVerify(kms.publicKey(handle.alias()));
        signature.update(MESSAGE);
        assertThat(signature.verify(signed)).isTrue();
    }
}
