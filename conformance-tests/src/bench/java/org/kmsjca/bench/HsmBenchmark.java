package org.kmsjca.bench;

import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.params.GCM_PARAMS;

/**
 * Keys in one token, by the KMS, by SunPKCS11 and by the wrapper with a held session for each
 * thread; {@code loop.c} beside it is the same in C. Threads by JMH's {@code -t}.
 */
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HsmBenchmark {
    /** Keys of each kind by one road, all of them on the same token. */
    @State(Scope.Benchmark)
    public static class Keys {
        @Param({"KMS", "SUN", "WRAPPER"})
        public String by;

        HsmTokens tokens;
        Provider provider;
        PrivateKey rsa;
        PrivateKey ec;
        SecretKey aes;
        long rsaHandle;
        long ecHandle;
        long aesHandle;

        @Setup
        public void open() throws Exception {
            open(new HsmTokens());
        }

        void open(HsmTokens shared) throws Exception {
            tokens = shared;
            Kms kms = Kms.of(tokens.kms());
            KeyStore store = KeyStore.getInstance("KMS", tokens.kms());
            provider = tokens.kms();
            CmkMetadata rsaCmk = kms.createKey(CmkSpec.of(KeySpec.RSA_2048));
            CmkMetadata ecCmk = kms.createKey(CmkSpec.of(KeySpec.EC_P256));
            CmkMetadata aesCmk = kms.createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256));
            store.load(null, null);
            rsa = (PrivateKey) store.getKey(rsaCmk.keyId(), null);
            ec = (PrivateKey) store.getKey(ecCmk.keyId(), null);
            aes = (SecretKey) store.getKey(aesCmk.keyId(), null);
            if (by.equals("WRAPPER")) {
                Session session = tokens.session();
                rsaHandle = find(session, rsaCmk);
                ecHandle = find(session, ecCmk);
                aesHandle = find(session, aesCmk);
            } else if (by.equals("SUN")) {
                generateBySun();
            }
        }

        private static long find(Session session, CmkMetadata cmk) throws Exception {
            byte[] id = cmk.versions().get(0).keyVersionId().getBytes(StandardCharsets.US_ASCII);
            return session.findAllObjectsSingle(new AttributeVector().id(id))[0];
        }

        private void generateBySun() throws Exception {
            provider = tokens.sun();
            KeyPairGenerator rsaPairs = KeyPairGenerator.getInstance("RSA", provider);
            rsaPairs.initialize(2048);
            rsa = rsaPairs.generateKeyPair().getPrivate();
            KeyPairGenerator ecPairs = KeyPairGenerator.getInstance("EC", provider);
            ecPairs.initialize(new ECGenParameterSpec("secp256r1"));
            ec = ecPairs.generateKeyPair().getPrivate();
            KeyGenerator secrets = KeyGenerator.getInstance("AES", provider);
            secrets.init(256);
            aes = secrets.generateKey();
        }

        @TearDown
        public void close() {
            tokens.close();
        }
    }

    /** What a thread works with. */
    @State(Scope.Thread)
    public static class Work {
        byte[] digest = new byte[32];
        byte[] digestInfo = new byte[51];
        byte[] iv = new byte[12];
        Session session;

        @Setup
        public void open(Keys keys) throws Exception {
            iv[11] = (byte) Thread.currentThread().getId();
            if (keys.by.equals("WRAPPER")) {
                session = keys.tokens.session();
            }
        }

        byte[] nextIv() {
            for (int i = 0; i < 8 && ++iv[i] == 0; i++) {
                // carry
            }
            return iv.clone();
        }
    }

    /** What is encrypted. */
    @State(Scope.Benchmark)
    public static class Message {
        @Param({"64", "1024", "65536", "1048576"})
        public int size;

        byte[] plaintext;

        @Setup
        public void prepare() {
            plaintext = new byte[size];
        }
    }

    @Benchmark
    public byte[] rsa2048(Keys keys, Work work) throws Exception {
        if (work.session != null) {
            return work.session.signSingle(
                    new Mechanism(PKCS11Constants.CKM_RSA_PKCS), keys.rsaHandle, work.digestInfo);
        }
        return sign("NONEwithRSA", keys.provider, keys.rsa, work.digestInfo);
    }

    @Benchmark
    public byte[] ecdsaP256(Keys keys, Work work) throws Exception {
        if (work.session != null) {
            return work.session.signSingle(
                    new Mechanism(PKCS11Constants.CKM_ECDSA), keys.ecHandle, work.digest);
        }
        return sign("NONEwithECDSA", keys.provider, keys.ec, work.digest);
    }

    private static byte[] sign(String algorithm, Provider provider, PrivateKey key, byte[] data)
            throws Exception {
        Signature signature = Signature.getInstance(algorithm, provider);
        signature.initSign(key);
        signature.update(data);
        return signature.sign();
    }

    @Benchmark
    public byte[] aesGcm(Keys keys, Work work, Message message) throws Exception {
        if (work.session != null) {
            return work.session.encryptSingle(
                    new Mechanism(
                            PKCS11Constants.CKM_AES_GCM,
                            new GCM_PARAMS(work.nextIv(), new byte[0], 128)),
                    keys.aesHandle,
                    message.plaintext);
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", keys.provider);
        cipher.init(Cipher.ENCRYPT_MODE, keys.aes, new GCMParameterSpec(128, work.nextIv()));
        return cipher.doFinal(message.plaintext);
    }
}
