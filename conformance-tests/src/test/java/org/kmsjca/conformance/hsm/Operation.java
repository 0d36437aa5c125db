package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
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
            assertThat(gcm(kms, handle, Cipher.ENCRYPT_MODE).doFinal(MESSAGE))
                    .hasSize(MESSAGE.length + 16);
        }
    },
    GCM_DECRYPTION(KeySpec.ALIYUN_AES_256, KeyUsage.ENCRYPT_DECRYPT) {
        @Override
        byte[] prepare(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
            return gcm(kms, handle, Cipher.ENCRYPT_MODE).doFinal(MESSAGE);
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
            byte[] part = new byte[50_000];
            int length = 0;
            for (int i = 0; i < 3; i++) {
                byte[] output = cipher.update(part);
                length += output == null ? 0 : output.length;
            }
            length += cipher.doFinal().length;
            assertThat(length).isEqualTo(150_016);
        }
    },
    CBC_ENCRYPTION(KeySpec.ALIYUN_AES_128, KeyUsage.ENCRYPT_DECRYPT) {
        @Override
        void run(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
            Cipher cipher = kms.cipher("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, handle.key(), new IvParameterSpec(new byte[16]));
            assertThat(cipher.doFinal(MESSAGE)).hasSize(48);
        }
    },
    KEY_WRAPPING(KeySpec.ALIYUN_AES_256, KeyUsage.ENCRYPT_DECRYPT) {
        @Override
        void run(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
            Cipher cipher = kms.cipher("AES/KWP/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, handle.key());
            byte[] wrapped = cipher.doFinal(MESSAGE);
            cipher.init(Cipher.DECRYPT_MODE, handle.key());
            assertThat(cipher.doFinal(wrapped)).isEqualTo(MESSAGE);
        }
    },
    HMAC(KeySpec.HMAC_SHA_256, KeyUsage.GENERATE_VERIFY_MAC) {
        @Override
        void run(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
            Mac mac = Mac.getInstance("HmacSHA256", kms.provider());
            mac.init((SecretKey) handle.key());
            assertThat(mac.doFinal(MESSAGE)).hasSize(32);
        }
    };

    private static final byte[] MESSAGE =
            "a message of thirty-three bytes .".getBytes(StandardCharsets.US_ASCII);

    private final KeySpec keySpec;
    private final KeyUsage usage;

    Operation(KeySpec keySpec, KeyUsage usage) {
        this.keySpec = keySpec;
        this.usage = usage;
    }

    /** A key as an application keeps it. */
    @SuppressWarnings("ArrayRecordComponent") // handed on and never changed
    record Handle(String alias, Key key, byte[] prepared) {}

    Handle create(KmsUnderTest kms) throws GeneralSecurityException {
        String alias = name().toLowerCase(Locale.ROOT);
        kms.create(alias, keySpec, usage);
        Handle handle = new Handle(alias, kms.handle(alias), new byte[0]);
        return new Handle(alias, handle.key(), prepare(kms, handle));
    }

    byte[] prepare(KmsUnderTest kms, Handle handle) throws GeneralSecurityException {
        return new byte[0];
    }

    /** Does it, and checks the result. */
    abstract void run(KmsUnderTest kms, Handle handle) throws GeneralSecurityException;

    private static Cipher gcm(KmsUnderTest kms, Handle handle, int mode)
            throws GeneralSecurityException {
        Cipher cipher = kms.cipher("AES/GCM/NoPadding");
        byte[] iv = new byte[12];
        Arrays.fill(iv, (byte) 7);
        cipher.init(mode, handle.key(), new GCMParameterSpec(128, iv));
        return cipher;
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
