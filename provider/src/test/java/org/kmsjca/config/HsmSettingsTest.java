package org.kmsjca.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** How HSMs are configured. */
class HsmSettingsTest {
    private final FakeEnvironment environment = new FakeEnvironment("/home/ada");

    @Test
    void hsmsAreReadByName() {
        Configuration configuration =
                read(
                        """
                        hsm.module=/lib/a.so
                        hsm.token=A
                        hsm.backup-2.module=/lib/b.so
                        hsm.backup-2.pin=env:PIN
                        hsm.backup-2.sessions=8
                        hsm.backup-2.wait=500ms
                        hsm.backup-2.adopt=strict
                        hsm.backup-2.initialize.parameters=configdir='sql:/db'
                        hsm.backup-2.mechanisms=CKK_SM4:0x80000102, CKM_SM4_CBC: 7
                        """);
        HsmConfiguration first =
                new HsmConfiguration(
                        "default",
                        Path.of("/lib/a.so"),
                        "A",
                        null,
                        OptionalInt.empty(),
                        Duration.ofSeconds(10),
                        null,
                        false,
                        Map.of());
        HsmConfiguration second =
                new HsmConfiguration(
                        "backup-2",
                        Path.of("/lib/b.so"),
                        null,
                        SecretReference.of("hsm.pin", "env:PIN"),
                        OptionalInt.of(8),
                        Duration.ofMillis(500),
                        "configdir='sql:/db'",
                        true,
                        Map.of("CKK_SM4", 0x80000102L, "CKM_SM4_CBC", 7L));
        assertThat(configuration.hsm()).isEqualTo(Map.of("default", first, "backup-2", second));
        assertThat(configuration.hsmDefault()).isEqualTo("default");
    }

    @Test
    void hsmDefaultIsTheChosenOrTheOnlyOne() {
        String two = "hsm.a.module=/a.so\nhsm.b.module=/b.so\n";
        assertThat(read("hsm.a.module=/a.so").hsmDefault()).isEqualTo("a");
        assertThat(read(two).hsmDefault()).isNull();
        assertThat(read(two + "hsm.default=b").hsmDefault()).isEqualTo("b");
        assertRefused(two + "hsm.default=c").hasMessageContaining("[a, b]");
    }

    @Test
    void hsmWithoutModuleIsRefused() {
        assertRefused("hsm.prod.token=A").hasMessageContaining("hsm.prod.module is missing");
    }

    @Test
    void unknownOrMalformedVendorCodeIsRefused() {
        assertRefused("hsm.module=/a.so\nhsm.mechanisms=CKM_SM9:1")
                .hasMessageContaining("CKM_SM4_CBC");
        assertRefused("hsm.module=/a.so\nhsm.mechanisms=CKM_SM2=1")
                .hasMessageContaining("NAME:CODE");
    }

    @Test
    void sameHsmTwiceIsRefused() {
        assertRefused("hsm.module=/a.so\nhsm.default.module=/a.so")
                .hasMessageContaining("keep one");
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
