package org.kmsjca.consumers.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.ProtectionLevel;

/** A CMK of this JVM's KMS, made once for each kind. */
public final class Cmk {
    private static final Map<String, Cmk> MADE = new ConcurrentHashMap<>();

    private final String alias;
    private final String keyId;

    private Cmk(String alias, String keyId) {
        this.alias = alias;
        this.keyId = keyId;
    }

    /** A CMK of its KeySpec's default usage. Key pairs that sign have a certificate. */
    public static Cmk of(KeySpec spec, ProtectionLevel level) {
        return of(spec, spec.defaultUsage(), level);
    }

    /** A CMK of level SOFTWARE. */
    public static Cmk of(KeySpec spec) {
        return of(spec, ProtectionLevel.SOFTWARE);
    }

    /** A CMK of a usage; key pairs have a certificate for it. */
    public static Cmk of(KeySpec spec, KeyUsage usage, ProtectionLevel level) {
        String alias =
                (spec + "-" + usage.name() + "-" + level)
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-');
        return MADE.computeIfAbsent(alias, name -> make(name, spec, usage, level));
    }

    private static Cmk make(String alias, KeySpec spec, KeyUsage usage, ProtectionLevel level) {
        CmkSpec wanted =
                CmkSpec.builder(spec).alias(alias).usage(usage).protectionLevel(level).build();
        Cmk cmk = new Cmk(alias, TestKms.get().kms().createKey(wanted).keyId());
        if (spec.keyAlgorithm().equals("RSA") || spec.keyAlgorithm().equals("EC")) {
            cmk.certify("keyUsage=" + certificateUsage(spec, usage));
        }
        return cmk;
    }

    private static String certificateUsage(KeySpec spec, KeyUsage usage) {
        if (usage == KeyUsage.SIGN_VERIFY) {
            return "digitalSignature,nonRepudiation";
        }
        return spec.keyAlgorithm().equals("EC") ? "keyAgreement" : "keyEncipherment";
    }

    /** Stores a certificate with these extensions beside the key, and gives it. */
    public X509Certificate certify(String... extensions) {
        X509Certificate certificate = Authority.get().issue(alias, publicKey(), extensions);
        try {
            KeyStore keys = TestKms.get().keyStore();
            X509Certificate[] chain = {certificate, Authority.get().certificate()};
            keys.setKeyEntry(alias, keys.getKey(alias, null), null, chain);
            keys.store(null, null);
            return certificate;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public String alias() {
        return alias;
    }

    public String keyId() {
        return keyId;
    }

    /** The handle, as the KeyStore gives it. */
    public PrivateKey key() {
        return (PrivateKey) handle();
    }

    /** The handle, as the KeyStore gives it. */
    public SecretKey secretKey() {
        return (SecretKey) handle();
    }

    private Key handle() {
        try {
            return TestKms.get().keyStore().getKey(alias, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public PublicKey publicKey() {
        return TestKms.get().kms().getPublicKey(keyId);
    }

    public X509Certificate certificate() {
        return TestKms.get().kms().getCertificateChain(keyId).get(0);
    }

    /** The certificate and the authority's. */
    public X509Certificate[] chain() {
        return TestKms.get().kms().getCertificateChain(keyId).toArray(X509Certificate[]::new);
    }

    /** A KeyStore descriptor that shows this CMK and no other. */
    public Path descriptor() {
        try {
            return Files.writeString(
                    TestKms.get().directory().resolve(alias + ".kms"),
                    "# KMS KeyStore descriptor\nkeystore.aliases=" + alias + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The KeyStore that the descriptor stands for. */
    public KeyStore keyStore() {
        try {
            KeyStore keys = KeyStore.getInstance("KMS");
            try (var in = Files.newInputStream(descriptor())) {
                keys.load(in, null);
            }
            return keys;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
