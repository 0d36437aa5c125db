package org.kmsjca.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;

/** What the lines of a configuration mean. */
class ConfigurationTest {
    private final FakeEnvironment environment = new FakeEnvironment("/home/ada");

    @Test
    void emptyTextGivesTheDefaults() {
        Configuration configuration = read("# nothing\n");
        assertThat(configuration.source()).isEqualTo("test.properties");
        assertThat(configuration.home()).isEqualTo(Path.of("/home/ada/.kms"));
        assertThat(configuration.providerName()).isEqualTo("KMS");
        assertThat(configuration.protection()).isEqualTo(ProtectionLevel.SOFTWARE);
        assertThat(configuration.store()).isEqualTo("sqlite:/home/ada/.kms/kms.db");
        assertThat(configuration.databaseFile()).isEqualTo(Path.of("/home/ada/.kms/kms.db"));
        assertThat(configuration.storeUser()).isNull();
        assertThat(configuration.storePassword()).isNull();
        assertThat(configuration.root()).isEqualTo(RootKind.AUTO);
        assertThat(configuration.rootPassphrase()).isNull();
        assertThat(configuration.rootKeyfile()).isEqualTo(Path.of("/home/ada/.kms/root.key"));
        assertThat(configuration.tpm().device()).isNull();
        assertThat(configuration.tpm().auth()).isNull();
        assertThat(configuration.tpm().pcrs()).isNull();
        assertThat(configuration.tpm().parent()).isNull();
        assertThat(configuration.tpm().random()).isFalse();
        assertThat(configuration.hsm()).isEmpty();
        assertThat(configuration.hsmDefault()).isNull();
        assertThat(configuration.account())
                .isEqualTo(new Account("1000000000000000", "cn-hangzhou"));
        assertThat(configuration.caller()).isEqualTo("user");
        assertThat(configuration.keystore().keyImport()).isEqualTo(KeystoreImport.ALLOW);
        assertThat(configuration.keystore().usage()).isEqualTo(KeystoreUsage.AUTO);
        assertThat(configuration.gcmIv()).isEqualTo(GcmIv.CALLER);
        assertThat(configuration.softwareEngine()).isEmpty();
        assertThat(configuration.softwareCache()).isEqualTo(1000);
        assertThat(configuration.auditCrypto()).isFalse();
    }

    @Test
    void everyKeyIsRead() {
        Configuration configuration =
                read(
                        """
                        home=/var/kms
                        provider.name=KMS-prod
                        protection=HSM
                        store=jdbc:postgresql://db/kms
                        store.user=kms
                        store.password=env:DB_PASSWORD
                        root=tpm
                        root.passphrase=file:/run/pass
                        root.keyfile=~/root.key
                        tpm.device=swtpm:localhost:2321
                        tpm.auth=env:TPM_AUTH
                        tpm.pcrs=sha256:0,2,7
                        tpm.parent=0x81000001
                        tpm.random=true
                        hsm.module=/usr/lib/softhsm/libsofthsm2.so
                        account=1540355698848459
                        region=ap-southeast-1
                        caller=service/OSS
                        keystore.import=deny
                        keystore.usage=ENCRYPT/DECRYPT
                        cipher.gcm.iv=module
                        software.engine=RSA:ACCP, EC : BC
                        software.cache=1
                        audit.crypto=on
                        """);
        assertThat(configuration.home()).isEqualTo(Path.of("/var/kms"));
        assertThat(configuration.providerName()).isEqualTo("KMS-prod");
        assertThat(configuration.protection()).isEqualTo(ProtectionLevel.HSM);
        assertThat(configuration.store()).isEqualTo("jdbc:postgresql://db/kms");
        assertThat(configuration.storeUser()).isEqualTo("kms");
        assertThat(configuration.storePassword()).hasToString("env:DB_PASSWORD");
        assertThat(configuration.root()).isEqualTo(RootKind.TPM);
        assertThat(configuration.rootPassphrase()).hasToString("file:/run/pass");
        assertThat(configuration.rootKeyfile()).isEqualTo(Path.of("/home/ada/root.key"));
        assertThat(configuration.tpm().device()).isEqualTo("swtpm:localhost:2321");
        assertThat(configuration.tpm().auth()).hasToString("env:TPM_AUTH");
        assertThat(configuration.tpm().pcrs()).isEqualTo("sha256:0,2,7");
        assertThat(configuration.tpm().parent()).isEqualTo("0x81000001");
        assertThat(configuration.tpm().random()).isTrue();
        assertThat(configuration.hsmDefault()).isEqualTo("default");
        assertThat(configuration.account())
                .isEqualTo(new Account("1540355698848459", "ap-southeast-1"));
        assertThat(configuration.caller()).isEqualTo("service/OSS");
        assertThat(configuration.keystore().keyImport()).isEqualTo(KeystoreImport.DENY);
        assertThat(configuration.keystore().usage()).isEqualTo(KeystoreUsage.ENCRYPT_DECRYPT);
        assertThat(configuration.gcmIv()).isEqualTo(GcmIv.MODULE);
        assertThat(configuration.softwareEngine()).isEqualTo(Map.of("RSA", "ACCP", "EC", "BC"));
        assertThat(configuration.softwareCache()).isEqualTo(1);
        assertThat(configuration.auditCrypto()).isTrue();
    }

    @Test
    void dataKeysAreSharedForAnAgeOnly() {
        assertThat(read("").dataKeyCaching()).isNull();
        assertThat(read("datakey.cache.age=5m").dataKeyCaching())
                .isEqualTo(
                        new DataKeyCaching(
                                Duration.ofMinutes(5), Integer.MAX_VALUE, Long.MAX_VALUE));
        assertThat(
                        read("datakey.cache.age=1s\ndatakey.cache.messages=7\n"
                                        + "datakey.cache.bytes=3g")
                                .dataKeyCaching())
                .isEqualTo(new DataKeyCaching(Duration.ofSeconds(1), 7, 3L << 30));
    }

    @Test
    void postgresqlStoreHasItsRecordsInTheHome() {
        Configuration configuration =
                read("store=jdbc:postgresql://db/kms\nstore.staleness=0\nstore.outage=5m");
        assertThat(configuration.isStoreFile()).isFalse();
        assertThat(configuration.databaseFile()).isEqualTo(Path.of("/home/ada/.kms/postgresql"));
        assertThat(configuration.storeSchema()).isEqualTo("kms");
        assertThat(configuration.storeStaleness()).isZero();
        assertThat(configuration.storeOutage()).isEqualTo(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "store.schema=Kms",
                "store.schema=a\"b",
                "store.schema=1a",
                "store.staleness=1",
                "store.outage=-1s",
            })
    void settingsOfTheDatabaseAreChecked(String line) {
        assertThatThrownBy(() -> read("store=jdbc:postgresql://db/kms\n" + line))
                .hasMessageContaining(line.substring(0, line.indexOf('=')));
    }

    @Test
    void homeMovesWhatIsKeptInIt() {
        Configuration configuration = read("home=${user.home}/elsewhere");
        assertThat(configuration.databaseFile()).isEqualTo(Path.of("/home/ada/elsewhere/kms.db"));
        assertThat(configuration.rootKeyfile()).isEqualTo(Path.of("/home/ada/elsewhere/root.key"));
    }

    @Test
    void relativePathsStartAtTheDirectory() {
        Configuration configuration =
                read(
                        "home=keys\nstore=sqlite:../x.db\nroot.passphrase=file:pass",
                        Path.of("/etc/kms"));
        assertThat(configuration.home()).isEqualTo(Path.of("/etc/kms/keys"));
        assertThat(configuration.databaseFile()).isEqualTo(Path.of("/etc/x.db"));
        assertThat(configuration.rootPassphrase()).hasToString("file:/etc/kms/pass");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"home=keys", "root.keyfile=./k", "store=sqlite:x.db", "hsm.module=lib.so"})
    void relativePathsAreRefusedWithoutDirectory(String line) {
        assertRefused(line).hasMessageContaining("must be an absolute path");
    }

    @Test
    void engineForAllAlgorithms() {
        assertThat(read("software.engine=JDK").softwareEngine())
                .isEqualTo(Map.of("AES", "JDK", "RSA", "JDK", "EC", "JDK"));
    }

    @Test
    void blanksAroundAValueDoNotCount() {
        assertThat(read("root = tpm  \n").root()).isEqualTo(RootKind.TPM);
    }

    @Test
    void streamIsReadAsUtf8() {
        byte[] text = "home=/ü".getBytes(StandardCharsets.UTF_8);
        assertThat(
                        Configuration.read(new ByteArrayInputStream(text), "stream", null)
                                .home()
                                .toString())
                .isEqualTo("/ü");
    }

    @Test
    void equalWhenAllSettingsAreEqual() {
        Configuration written = read("home=/home/ada/.kms\nhsm.wait=1m\nhsm.module=/a.so");
        Configuration otherwise =
                Configuration.read(
                        new StringReader("hsm.default.module=/x/../a.so\nhsm.default.wait=60s"),
                        "another source",
                        null,
                        environment);
        assertThat(written).isEqualTo(otherwise).hasSameHashCodeAs(otherwise);
        assertThat(read("root.passphrase=env:A")).isEqualTo(read("root.passphrase=env:A"));
        assertThat(read("root.passphrase=env:A")).isNotEqualTo(read("root.passphrase=env:B"));
        assertThat(read("audit.crypto=on")).isNotEqualTo(read(""));
    }

    @Test
    void defaultsOfAHome() {
        Configuration configuration = Configuration.defaults(Path.of("/x/kms"));
        assertThat(configuration.source()).isEqualTo("defaults");
        assertThat(configuration.databaseFile()).isEqualTo(Path.of("/x/kms/kms.db"));
        assertThat(configuration).isEqualTo(read("home=/x/kms"));
    }

    private Configuration read(String text) {
        return read(text, null);
    }

    private Configuration read(String text, @Nullable Path directory) {
        return Configuration.read(
                new StringReader(text), "test.properties", directory, environment);
    }

    private AbstractThrowableAssert<?, ?> assertRefused(String text) {
        return assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.INVALID_PARAMETER));
    }
}
