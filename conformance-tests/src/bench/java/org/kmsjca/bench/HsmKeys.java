package org.kmsjca.bench;

import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.params.GCM_PARAMS;

/** A key of each kind in one token, by the KMS, by SunPKCS11, or by the wrapper. */
final class HsmKeys {
    /** The ways to a token. */
    enum Road {
        KMS,
        SUN,
        WRAPPER
    }

    /** What is measured; {@code loop.c} has the same. */
    enum Operation {
        RSA,
        ECDSA,
        HMAC,
        GCM
    }

    private final HsmTokens tokens;
    private final Road road;
    private Provider provider;
    private PrivateKey rsa;
    private PrivateKey ec;
    private SecretKey mac;
    private SecretKey aes;
    private final Map<Operation, Long> handles = new EnumMap<>(Operation.class);

    /** The wrapper's sessions: no more than there were threads at once. */
    private final Queue<Session> idle = new ConcurrentLinkedQueue<>();

    HsmKeys(HsmTokens tokens, Road road) throws Exception {
        this.tokens = tokens;
        this.road = road;
        if (road == Road.SUN) {
            generateBySun();
        } else {
            generate();
        }
    }

    private void generate() throws Exception {
        provider = tokens.kms();
        rsa = (PrivateKey) key(Operation.RSA, KeySpec.RSA_2048);
        ec = (PrivateKey) key(Operation.ECDSA, KeySpec.EC_P256);
        mac = (SecretKey) key(Operation.HMAC, KeySpec.HMAC_SHA_256);
        aes = (SecretKey) key(Operation.GCM, KeySpec.ALIYUN_AES_256);
    }

    private Object key(Operation operation, KeySpec spec) throws Exception {
        CmkMetadata cmk = Kms.of(tokens.kms()).createKey(CmkSpec.of(spec));
        if (road == Road.WRAPPER) {
            byte[] id = cmk.versions().get(0).keyVersionId().getBytes(StandardCharsets.US_ASCII);
            handles.put(
                    operation,
                    tokens.session().findAllObjectsSingle(new AttributeVector().id(id))[0]);
        }
        KeyStore store = KeyStore.getInstance("KMS", tokens.kms());
        store.load(null, null);
        return store.getKey(cmk.keyId(), null);
    }

    private void generateBySun() throws Exception {
        provider = tokens.sun();
        KeyPairGenerator rsaPairs = KeyPairGenerator.getInstance("RSA", provider);
        rsaPairs.initialize(2048);
        rsa = rsaPairs.generateKeyPair().getPrivate();
        KeyPairGenerator ecPairs = KeyPairGenerator.getInstance("EC", provider);
        ecPairs.initialize(new ECGenParameterSpec("secp256r1"));
        ec = ecPairs.generateKeyPair().getPrivate();
        mac = new SecretKeySpec(new byte[32], "HmacSHA256"); // it brings it into the token itself
        KeyGenerator secrets = KeyGenerator.getInstance("AES", provider);
        secrets.init(256);
        aes = secrets.generateKey();
    }

    /** What one thread does, again and again. */
    interface Work {
        Object once() throws Exception;
    }

    /** Work of one thread. */
    Work work(Operation operation, int size) {
        byte[] data = new byte[size];
        byte[] iv = new byte[12];
        iv[11] = (byte) Thread.currentThread().getId();
        if (road == Road.WRAPPER) {
            return () -> byWrapper(operation, data, iv);
        }
        return () ->
                switch (operation) {
                    case RSA -> sign("NONEwithRSA", rsa, data);
                    case ECDSA -> sign("NONEwithECDSA", ec, data);
                    case HMAC -> mac(data);
                    case GCM -> encrypt(data, next(iv));
                };
    }

    private Object byWrapper(Operation operation, byte[] data, byte[] iv) throws Exception {
        Session known = idle.poll();
        Session session = known == null ? tokens.session() : known;
        byte[] output = byWrapper(session, operation, data, iv);
        idle.add(session);
        return output;
    }

    private byte[] byWrapper(Session session, Operation operation, byte[] data, byte[] iv)
            throws Exception {
        long handle = handles.get(operation);
        if (operation == Operation.GCM) {
            var parameters = new GCM_PARAMS(next(iv), new byte[0], 128);
            return session.encryptSingle(
                    new Mechanism(PKCS11Constants.CKM_AES_GCM, parameters), handle, data);
        }
        long code =
                switch (operation) {
                    case RSA -> PKCS11Constants.CKM_RSA_PKCS;
                    case ECDSA -> PKCS11Constants.CKM_ECDSA;
                    default -> PKCS11Constants.CKM_SHA256_HMAC;
                };
        return session.signSingle(new Mechanism(code), handle, data);
    }

    private static byte[] next(byte[] iv) {
        for (int i = 0; i < 8 && ++iv[i] == 0; i++) {
            // carry
        }
        return iv.clone();
    }

    private byte[] sign(String algorithm, PrivateKey key, byte[] data) throws Exception {
        Signature signature = Signature.getInstance(algorithm, provider);
        signature.initSign(key);
        signature.update(data);
        return signature.sign();
    }

    private byte[] mac(byte[] data) throws Exception {
        Mac operation = Mac.getInstance("HmacSHA256", provider);
        operation.init(mac);
        return operation.doFinal(data);
    }

    private byte[] encrypt(byte[] data, byte[] iv) throws Exception {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
        cipher.init(Cipher.ENCRYPT_MODE, aes, new GCMParameterSpec(128, iv));
        return cipher.doFinal(data);
    }
}
