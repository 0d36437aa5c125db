package org.kmsjca.bench;

import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
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

/**
 * ECDSA with getInstance for each operation: by the JDK, by Bouncy Castle's lightweight classes
 * (the KMS's engine without native libraries), by ACCP, and by the KMS over both.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class EcdsaBenchmark {
    @Param({"secp256r1", "secp384r1"})
    public String curve;

    @Param({"JDK", "BC", "KMS", "ACCP", "KMS+ACCP"})
    public String by;

    private final byte[] message = new byte[64];
    private final SecureRandom random = new SecureRandom();
    private BenchKms kms;
    private String algorithm;
    private String digest;
    private Provider provider;
    private PrivateKey key;
    private ECDomainParameters domain;
    private ECPrivateKeyParameters lightweightKey;

    @Setup
    public void open() throws Exception {
        digest = curve.equals("secp256r1") ? "SHA-256" : "SHA-384";
        algorithm = digest.replace("-", "") + "withECDSA";
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
        generator.initialize(new ECGenParameterSpec(curve));
        KeyPair pair = generator.generateKeyPair();
        domain = new ECDomainParameters(CustomNamedCurves.getByName(curve));
        lightweightKey =
                new ECPrivateKeyParameters(((ECPrivateKey) pair.getPrivate()).getS(), domain);
        kms = new BenchKms(by.endsWith("ACCP") ? "EC:ACCP" : "EC:BC");
        boolean ours = by.startsWith("KMS");
        PrivateKey software =
                by.equals("ACCP")
                        ? (PrivateKey)
                                KeyFactory.getInstance("EC", Accp.provider())
                                        .translateKey(pair.getPrivate())
                        : pair.getPrivate();
        key = ours ? (PrivateKey) kms.importKey("ec", pair) : software;
        provider =
                ours
                        ? kms.provider()
                        : by.equals("ACCP") ? Accp.provider() : Security.getProvider("SunEC");
    }

    @TearDown
    public void close() {
        kms.close();
    }

    @Benchmark
    public byte[] sign() throws Exception {
        return by.equals("BC") ? signLightweight() : signByProvider();
    }

    private byte[] signByProvider() throws Exception {
        Signature signature = Signature.getInstance(algorithm, provider);
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
    }

    private byte[] signLightweight() throws Exception {
        byte[] hash = MessageDigest.getInstance(digest, "SUN").digest(message);
        var signer = new ECDSASigner();
        signer.init(true, new ParametersWithRandom(lightweightKey, random));
        var rs = signer.generateSignature(hash);
        return StandardDSAEncoding.INSTANCE.encode(domain.getN(), rs[0], rs[1]);
    }
}
