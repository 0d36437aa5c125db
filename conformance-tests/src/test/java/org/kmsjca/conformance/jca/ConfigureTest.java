package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsException;
import org.kmsjca.KmsProvider;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.KmsUnderTest;

/** Registration: making and configuring a provider never fails, its first operation tells. */
class ConfigureTest extends FreshKms {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no=such key\n",
                "protection=NONSENSE\n",
                "root.passphrase=clear\n",
                "\\u00"
            })
    void badFileIsNamedByTheFirstOperation(String content) throws IOException {
        Path file = directory().resolve("bad.properties");
        if (content.isEmpty()) {
            file = directory().resolve("missing.properties");
        } else {
            Files.writeString(file, content);
        }
        KmsProvider broken = (KmsProvider) new KmsProvider().configure(file.toString());
        assertThat(broken.getServices()).isNotEmpty();
        assertThat(broken.getName()).isEqualTo("KMS");
        String name = file.toString();
        List<ThrowingCallable> operations =
                List.of(
                        () -> Kms.of(broken).describeKey("x"),
                        () -> KeyStore.getInstance("KMS", broken).load(null, null),
                        () -> {
                            var generator = KeyGenerator.getInstance("AES", broken);
                            generator.init(CmkSpec.of(KeySpec.ALIYUN_AES_256));
                            generator.generateKey();
                        });
        for (ThrowingCallable operation : operations) {
            assertThatThrownBy(operation)
                    .isInstanceOfAny(KmsException.class, IOException.class)
                    .hasMessageContaining(name);
        }
        assertThat(Kms.of(broken).diagnose().isHealthy()).isFalse();
    }

    @Test
    void brokenProviderInTheListDisturbsNobody() throws Exception {
        Provider broken = new KmsProvider().configure("/no/such/file");
        for (int place : new int[] {1, Security.getProviders().length + 1}) {
            Security.insertProviderAt(broken, place);
            try {
                assertThat(Signature.getInstance("SHA256withRSA")).isNotNull();
                KeyGenerator generator = KeyGenerator.getInstance("AES");
                generator.init(128);
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                cipher.init(Cipher.ENCRYPT_MODE, generator.generateKey());
                assertThat(cipher.doFinal(new byte[1])).hasSize(17);
            } finally {
                Security.removeProvider("KMS");
            }
        }
    }

    @Test
    void configureMakesAnotherInstanceWithItsOwnNameAndKeys() throws Exception {
        Path second = Files.createDirectory(directory().resolve("second"));
        try (var other = KmsUnderTest.open(level(), second, "provider.name=KMS-two")) {
            assertThat(other.provider().getName()).isEqualTo("KMS-two");
            kms().create("one", KeySpec.ALIYUN_AES_256);
            assertThat(other.handle("one")).isNull();
            other.create("two", KeySpec.ALIYUN_AES_256);
            for (int mode : new int[] {Cipher.ENCRYPT_MODE, Cipher.WRAP_MODE}) {
                assertThatThrownBy(
                                () ->
                                        kms().cipher("AES/GCM/NoPadding")
                                                .init(mode, other.handle("two")))
                        .isInstanceOf(InvalidKeyException.class);
            }
            Provider.Service service = kms().provider().getService("Cipher", "AES/GCM/NoPadding");
            assertThat(service.supportsParameter(kms().handle("one"))).isTrue();
            assertThat(service.supportsParameter(other.handle("two"))).isFalse();
            Security.addProvider(kms().provider());
            Security.addProvider(other.provider());
            try {
                for (KmsUnderTest each : List.of(kms(), other)) {
                    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                    cipher.init(Cipher.ENCRYPT_MODE, each.handle(each == other ? "two" : "one"));
                    assertThat(cipher.getProvider()).isSameAs(each.provider());
                }
            } finally {
                Security.removeProvider("KMS");
                Security.removeProvider("KMS-two");
            }
        }
    }

    @Test
    void twoInstancesOfOneConfigurationRefuseEachOthersHandles() throws Exception {
        kms().create("one", KeySpec.EC_P256);
        try (var twin = KmsUnderTest.of(kms().configuration())) {
            assertThat(twin.provider()).isNotSameAs(kms().provider());
            assertThat(twin.handle("one")).isEqualTo(kms().handle("one"));
            Signature signature = kms().signature("SHA256withECDSA");
            assertThatThrownBy(() -> signature.initSign(twin.privateKey("one")))
                    .isInstanceOf(InvalidKeyException.class);
        }
    }

    private static boolean isInJdk(String type, String name) {
        try {
            if (type.equals("Cipher")) {
                Cipher.getInstance(name, "SunJCE");
            } else {
                // The JDK makes a signature of that name of its cipher.
                Signature.getInstance(name, name.equals("NONEwithRSA") ? "SunJCE" : "SunRsaSign");
            }
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Test
    void servicesTakeHandlesOfTheirKindOnly() {
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        kms().create("rsa", KeySpec.RSA_2048);
        kms().create("ec", KeySpec.EC_P256K);
        for (Provider.Service service : kms().provider().getServices()) {
            if (!List.of("Cipher", "Signature").contains(service.getType())) {
                continue;
            }
            String name = service.getAlgorithm();
            boolean isRsa = name.contains("RSA") || name.equals(RsaCipherCase.OAEP);
            String rsaOrOther = isRsa ? "rsa" : "other";
            String kind =
                    name.startsWith("AES") || name.startsWith("CMK")
                            ? "aes"
                            : name.contains("ECDSA") ? "ec" : rsaOrOther;
            for (String alias : List.of("aes", "rsa", "ec")) {
                assertThat(service.supportsParameter(kms().handle(alias)))
                        .as("%s with %s", name, alias)
                        .isEqualTo(alias.equals(kind));
            }
            assertThat(service.supportsParameter(kms().publicKey("rsa")))
                    .as("%s with an RSA key, where the JDK cannot", name)
                    .isEqualTo(kind.equals("rsa") && !isInJdk(service.getType(), name));
            assertThat(service.supportsParameter(kms().publicKey("ec")))
                    .as("secp256k1, which the JDK cannot do")
                    .isEqualTo(kind.equals("ec"));
        }
    }
}
