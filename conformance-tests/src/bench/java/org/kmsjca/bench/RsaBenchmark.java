package org.kmsjca.bench;

import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.x509.KeyUsage;
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

/** RSA-2048 with getInstance for each operation: PKCS#1 and PSS signatures, OAEP decryption. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RsaBenchmark {
    private static final String OAEP = "RSA/ECB/OAEPPadding";
    private static final OAEPParameterSpec OAEP_SHA256 =
            new OAEPParameterSpec(
                    "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
    private static final PSSParameterSpec PSS_SHA256 =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    @Param({"JDK", "KMS", "ACCP", "KMS+ACCP"})
    public String by;

    private final byte[] message = new byte[64];
    private BenchKms kms;
    private Provider signatures;
    private Provider ciphers;
    private PrivateKey signingKey;
    private PrivateKey decryptionKey;
    private byte[] ciphertext;

    @Setup
    public void open() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        kms = new BenchKms(by.endsWith("ACCP") ? "RSA:ACCP" : "RSA:JDK");
        Key signing = kms.importKey("rsa-sign", pair);
        kms.keyStore()
                .setKeyEntry(
                        "rsa-decrypt",
                        pair.getPrivate(),
                        null,
                        new Certificate[] {
                            Certificates.selfSigned(pair, KeyUsage.keyEncipherment)
                        });
        kms.keyStore().store(null, null);
        boolean ours = by.startsWith("KMS");
        Provider accp = by.equals("ACCP") ? Accp.provider() : null;
        signatures =
                ours ? kms.provider() : accp != null ? accp : Security.getProvider("SunRsaSign");
        ciphers = ours ? kms.provider() : accp != null ? accp : Security.getProvider("SunJCE");
        PrivateKey software =
                accp == null
                        ? pair.getPrivate()
                        : (PrivateKey)
                                KeyFactory.getInstance("RSA", accp).translateKey(pair.getPrivate());
        signingKey = ours ? (PrivateKey) signing : software;
        decryptionKey = ours ? (PrivateKey) kms.keyStore().getKey("rsa-decrypt", null) : software;
        Cipher cipher = Cipher.getInstance(OAEP, "SunJCE");
        cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic(), OAEP_SHA256);
        ciphertext = cipher.doFinal(new byte[32]);
    }

    @TearDown
    public void close() {
        kms.close();
    }

    @Benchmark
    public byte[] signPkcs1() throws Exception {
        Signature signature = Signature.getInstance("SHA256withRSA", signatures);
        signature.initSign(signingKey);
        signature.update(message);
        return signature.sign();
    }

    @Benchmark
    public byte[] signPss() throws Exception {
        Signature signature = Signature.getInstance("RSASSA-PSS", signatures);
        signature.setParameter(PSS_SHA256);
        signature.initSign(signingKey);
        signature.update(message);
        return signature.sign();
    }

    @Benchmark
    public byte[] decryptOaep() throws Exception {
        Cipher cipher = Cipher.getInstance(OAEP, ciphers);
        cipher.init(Cipher.DECRYPT_MODE, decryptionKey, OAEP_SHA256);
        return cipher.doFinal(ciphertext);
    }
}
