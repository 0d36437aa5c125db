package org.kmsjca.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** What a configuration must not have, and that no secret is shown. */
class RefusedConfigurationTest {
    private final FakeEnvironment environment = new FakeEnvironment("/home/ada");

    @ParameterizedTest
    @CsvSource({
        "hom,home",
        "provider.nam,provider.name",
        "roots,root",
        "tpm.devices,tpm.device",
        "hsm.modul,hsm.module",
        "hsm.prod.pins,hsm.prod.pin",
        "Audit.crypto,audit.crypto",
    })
    void unknownKeyNamesTheNearest(String unknown, String known) {
        assertRefused(unknown + "=secret-looking value")
                .hasMessageContaining("'" + unknown + "'; did you mean '" + known + "'?")
                .hasMessageNotContaining("secret-looking");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "protection=TPM|SOFTWARE, HSM",
                "root=usb|auto, tpm, passphrase, keyfile",
                "tpm.random=yes|false, true",
                "tpm.counter=yes|false, true",
                "tpm.device=tpmrm0|a device file such as /dev/tpmrm0",
                "tpm.device=swtpm:localhost|swtpm:host:port",
                "tpm.pcrs=0,7|such as sha256:0,2,7",
                "tpm.pcrs=sha256:24|PCRs from 0 to 23",
                "tpm.parent=0x01|a persistent handle such as 0x81000001",
                "hsm.sessions=0|whole numbers from 1",
                "hsm.wait=10|500ms, 10s or 2m",
                "hsm.wait=0s|from 1ms",
                "hsm.adopt=none|any, strict",
                "account=anna|1 to 20 digits",
                "account=123456789012345678901|1 to 20 digits",
                "region=Hangzhou|such as cn-hangzhou",
                "region=cn:hangzhou|such as cn-hangzhou",
                "caller=service/|user, service/<CODE>",
                "caller=admin|user, service/<CODE>",
                "keystore.import=no|allow, deny",
                "keystore.usage=sign|auto, SIGN/VERIFY, ENCRYPT/DECRYPT",
                "cipher.gcm.iv=random|caller, module",
                "software.engine=OpenSSL|JDK, BC, ACCP",
                "software.engine=RSA:JDK, RSA:BC|AES, RSA, EC",
                "software.engine=SM4:BC|AES, RSA, EC",
                "software.engine=RSA:JDK,|AES, RSA, EC",
                "software.cache=0|whole numbers from 1",
                "software.cache=many|whole numbers from 1",
                "audit.crypto=true|off, on",
                "datakey.cache.age=5|500ms, 10s or 2m",
                "datakey.cache.bytes=0k|10g, from 1",
                "datakey.cache.bytes=1t|1000000, 64m or 10g",
                "datakey.cache.messages=5|need datakey.cache.age",
                "provider.name=a b|letters, digits",
                "store=mysql://x|sqlite:<path>",
            })
    void badValueNamesWhatIsAllowed(String line, String allowed) {
        String key = line.substring(0, line.indexOf('='));
        assertRefused(line + (key.startsWith("hsm.") ? "\nhsm.module=/a.so" : ""))
                .hasMessageContaining("test.properties")
                .hasMessageContaining(key)
                .hasMessageContaining(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"root.passphrase", "store.password", "hsm.pin", "hsm.x.pin", "tpm.auth"})
    void literalSecretIsRefusedAndNotShown(String key) {
        String modules = "hsm.module=/a.so\nhsm.x.module=/b.so\n";
        for (String literal :
                new String[] {"hunter2", "env:hunter2 pass", "file:", "env:", "file:hunter2"}) {
            assertRefused(modules + key + "=" + literal)
                    .hasMessageContaining(key)
                    .hasMessageNotContaining("hunter2");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://kms:hunter2@db/kms",
                "jdbc:postgresql://db/kms?password=hunter2",
                "jdbc:postgresql://kms:hunter2@db/kms",
            })
    void passwordInTheStoreIsRefusedAndNotShown(String store) {
        assertRefused("store=" + store)
                .hasMessageContaining("store")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void duplicateKeyIsRefused() {
        assertRefused("root=tpm\nroot=auto").hasMessageContaining("'root' is given twice");
    }

    @Test
    void emptyValueIsRefused() {
        assertRefused("root.passphrase=  ").hasMessageContaining("root.passphrase has no value");
    }

    @Test
    void brokenTextIsRefused() {
        assertRefused("home=\\u12").hasMessageContaining("cannot be read");
        assertThatThrownBy(
                        () ->
                                Configuration.read(
                                        new ByteArrayInputStream(new byte[] {'#', (byte) 0xff}),
                                        "stream",
                                        null))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("stream");
    }

    private Configuration read(String text) {
        return Configuration.read(new StringReader(text), "test.properties", null, environment);
    }

    private AbstractThrowableAssert<?, ?> assertRefused(String text) {
        return assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.INVALID_PARAMETER));
    }
}
