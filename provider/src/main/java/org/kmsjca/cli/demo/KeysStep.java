package org.kmsjca.cli.demo;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.kmsjca.AliasName;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** Makes the demo's CMKs, or finds those of an earlier demo. */
final class KeysStep {
    private final Report report;
    private final String provider;
    private final KeyStore keyStore;
    private final Kms kms;

    KeysStep(Report report, String provider, KeyStore keyStore, Kms kms) {
        this.report = report;
        this.provider = provider;
        this.keyStore = keyStore;
        this.kms = kms;
    }

    DemoKeys run() throws GeneralSecurityException {
        report.step("Create two CMKs, or use those of an earlier demo");
        report.call(
                "KeyStore keyStore = KeyStore.getInstance(\"KMS\");\nkeyStore.load(null, null)",
                "entries: " + keyStore.size());
        SecretKey aes = keyStore.containsAlias(DemoKeys.AES_ALIAS) ? findAes() : createAes();
        PublicKey rsaPublic =
                keyStore.containsAlias(DemoKeys.RSA_ALIAS) ? findRsaPublic() : createRsa();
        PrivateKey rsa = find(DemoKeys.RSA_ALIAS, PrivateKey.class, "privateKey");
        return new DemoKeys(aes, rsa, rsaPublic);
    }

    private SecretKey createAes() throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        generator.init(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias(DemoKeys.AES_ALIAS).build());
        SecretKey key = generator.generateKey();
        report.call(
                """
                KeyGenerator aes = KeyGenerator.getInstance("AES", "%s");
                aes.init(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias("demo-aes").build());
                SecretKey aesKey = aes.generateKey()\
                """
                        .formatted(provider),
                "created " + keyId(DemoKeys.AES_ALIAS));
        return key;
    }

    private SecretKey findAes() throws GeneralSecurityException {
        return find(DemoKeys.AES_ALIAS, SecretKey.class, "aesKey");
    }

    private PublicKey createRsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", provider);
        generator.initialize(
                CmkSpec.builder(KeySpec.RSA_2048)
                        .alias(DemoKeys.RSA_ALIAS)
                        .usage(KeyUsage.SIGN_VERIFY)
                        .build());
        KeyPair pair = generator.generateKeyPair();
        report.call(
                """
                KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA", "%s");
                rsa.initialize(CmkSpec.builder(KeySpec.RSA_2048).alias("demo-rsa").usage(KeyUsage.SIGN_VERIFY).build());
                PublicKey publicKey = rsa.generateKeyPair().getPublic()\
                """
                        .formatted(provider),
                "created " + keyId(DemoKeys.RSA_ALIAS));
        return pair.getPublic();
    }

    private PublicKey findRsaPublic() {
        PublicKey key = kms.getPublicKey(AliasName.PREFIX + DemoKeys.RSA_ALIAS);
        report.call(
                "PublicKey publicKey = Kms.of(provider).getPublicKey(\"alias/demo-rsa\")",
                "there already: " + keyId(DemoKeys.RSA_ALIAS));
        return key;
    }

    private <K extends Key> K find(String alias, Class<K> kind, String variable)
            throws GeneralSecurityException {
        Key key = keyStore.getKey(alias, null);
        if (!kind.isInstance(key)) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "the demo needs alias/"
                            + alias
                            + " for a "
                            + kind.getSimpleName()
                            + ", but another key has that name; delete or move the alias");
        }
        String cast = kind.getSimpleName();
        report.call(
                cast
                        + " "
                        + variable
                        + " = ("
                        + cast
                        + ") keyStore.getKey(\""
                        + alias
                        + "\", null)",
                "a handle of " + keyId(alias));
        return kind.cast(key);
    }

    private String keyId(String alias) {
        return kms.describeKey(AliasName.PREFIX + alias).keyId();
    }
}
