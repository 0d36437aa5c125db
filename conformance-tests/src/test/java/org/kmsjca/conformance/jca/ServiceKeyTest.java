package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.DataKey;
import org.kmsjca.DataKeySpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeyFilter.CreatorType;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.PageRequest;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.Stores;

/** Keys of services: caller=service/OSS makes and changes acs/oss, everybody else may use it. */
@Tag("once")
class ServiceKeyTest extends FreshKms {
    private static final String ALIAS = "alias/acs/oss";
    private KmsUnderTest oss;

    @BeforeEach
    void openAsService() throws Exception {
        kms().create("users", KeySpec.ALIYUN_AES_256);
        oss = as("service/OSS");
    }

    private KmsUnderTest as(String caller) throws Exception {
        var directory = Files.createTempDirectory(directory(), "caller");
        return KmsUnderTest.open(
                level(),
                directory,
                "caller=" + caller,
                Stores.of(directory()),
                "root.keyfile=" + directory().resolve("home/root.key"));
    }

    @AfterEach
    void closeService() {
        if (oss != null) {
            oss.close();
        }
    }

    private static KmsErrorCode codeOf(Runnable call) {
        try {
            call.run();
        } catch (KmsException e) {
            return e.code();
        }
        throw new AssertionError("nothing was refused");
    }

    @Test
    void keyIsMadeWhenItsServiceFirstAsks() {
        assertThat(codeOf(() -> kms().kms().describeKey(ALIAS)))
                .isEqualTo(KmsErrorCode.ALIAS_NOT_FOUND);
        CmkMetadata cmk = oss.kms().describeKey(ALIAS);
        assertThat(cmk.creator()).isEqualTo("OSS");
        assertThat(cmk.keySpec()).isEqualTo(KeySpec.ALIYUN_AES_256);
        assertThat(cmk.aliases()).containsExactly("acs/oss");
        assertThat(kms().kms().describeKey(ALIAS)).isEqualTo(cmk);
        assertThat(oss.kms().describeKey(ALIAS).keyId()).isEqualTo(cmk.keyId());
    }

    @Test
    void encryptionAsksFirstToo() {
        byte[] blob =
                oss.kms().encrypt(ALIAS, new byte[3], EncryptionContext.empty()).toByteArray();
        assertThat(kms().kms().decrypt(blob, EncryptionContext.empty()).toByteArray())
                .isEqualTo(new byte[3]);
    }

    @Test
    void manyThreadsMakeOneKey() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (KmsUnderTest second = as("service/oss")) {
            List<Future<String>> ids = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Kms asked = i % 2 == 0 ? oss.kms() : second.kms();
                ids.add(threads.submit(() -> asked.describeKey(ALIAS).keyId()));
            }
            for (Future<String> id : ids) {
                assertThat(id.get()).isEqualTo(kms().kms().describeKey(ALIAS).keyId());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(kms().kms().listKeys(serviceKeys(), PageRequest.FIRST).totalCount())
                .isEqualTo(1);
        KeyFilter byCreator = KeyFilter.ALL.withCreators("OSS").withAliasNames(ALIAS);
        assertThat(kms().kms().listKeys(byCreator, PageRequest.FIRST).totalCount()).isEqualTo(1);
    }

    private static KeyFilter serviceKeys() {
        return KeyFilter.ALL.withCreatorTypes(CreatorType.SERVICE);
    }

    @Test
    void usersSeeAndUseItAsAnEntryOfTheKeyStore() throws Exception {
        oss.kms().describeKey(ALIAS);
        KeyStore keys = kms().keyStore();
        assertThat(keys.isKeyEntry("acs/oss")).isTrue();
        SecretKey handle = (SecretKey) keys.getKey("acs/oss", null);
        Cipher cipher = kms().cipher("CMK");
        cipher.init(Cipher.ENCRYPT_MODE, handle);
        assertThat(cipher.doFinal(new byte[3])).hasSize(67);
        KeyGenerator generator = KeyGenerator.getInstance("AES", kms().provider());
        generator.init(DataKeySpec.of(ALIAS));
        DataKey key = (DataKey) generator.generateKey();
        assertThat(key.encrypted().keyId()).isEqualTo(kms().keyId("acs/oss"));
    }

    static Stream<Map.Entry<String, Consumer<Kms>>> changes() {
        return Stream.of(
                change("enable", (kms, id) -> kms.enableKey(id)),
                change("disable", (kms, id) -> kms.disableKey(id)),
                change("delete", (kms, id) -> kms.scheduleKeyDeletion(id, 7)),
                change("describe", (kms, id) -> kms.updateKeyDescription(id, "mine")),
                change("protect", (kms, id) -> kms.enableDeletionProtection(id, "mine")),
                change("name", (kms, id) -> kms.createAlias("alias/mine", id)),
                change("rename", (kms, id) -> kms.updateAlias("alias/users", id)),
                change("version", (kms, id) -> kms.createKeyVersion(id)),
                change("rotate", (kms, id) -> kms.enableAutomaticRotation(id, Duration.ofDays(9))));
    }

    /** A change of a key. */
    private interface Change {
        void make(Kms kms, String keyId);
    }

    private static Map.Entry<String, Consumer<Kms>> change(String name, Change change) {
        return Map.entry(name, kms -> change.make(kms, kms.describeKey(ALIAS).keyId()));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void usersChangeNothingOfIt(Map.Entry<String, Consumer<Kms>> change) {
        CmkMetadata before = oss.kms().describeKey(ALIAS);
        assertThat(codeOf(() -> change.getValue().accept(kms().kms())))
                .isEqualTo(KmsErrorCode.UNSUPPORTED_OPERATION);
        assertThat(kms().kms().describeKey(ALIAS)).isEqualTo(before);
    }

    @Test
    void keyStoreChangesNothingOfItEither() throws Exception {
        CmkMetadata before = oss.kms().describeKey(ALIAS);
        for (String name : List.of("acs/oss", before.keyId())) {
            KeyStore keys = kms().keyStore();
            assertThatThrownBy(
                            () -> {
                                keys.deleteEntry(name);
                                keys.store(null, null);
                            })
                    .isInstanceOfAny(IOException.class, KeyStoreException.class)
                    .hasMessageContaining("service");
        }
        KeyStore keys = kms().keyStore();
        SecretKey handle = (SecretKey) keys.getKey("acs/oss", null);
        assertThatThrownBy(
                        () -> {
                            keys.setKeyEntry("mine", handle, null, null);
                            keys.store(null, null);
                        })
                .isInstanceOf(IOException.class);
        assertThat(kms().kms().describeKey(ALIAS)).isEqualTo(before);
    }

    @Test
    void serviceChangesItsOwnKeyAndNoOther() {
        String own = oss.kms().describeKey(ALIAS).keyId();
        oss.kms().updateKeyDescription(own, "buckets");
        oss.kms().disableKey(own);
        assertThat(kms().kms().describeKey(ALIAS).description()).isEqualTo("buckets");
        assertThat(codeOf(() -> kms().kms().encrypt(ALIAS, new byte[1], EncryptionContext.empty())))
                .isEqualTo(KmsErrorCode.DISABLED);
        assertThat(codeOf(() -> oss.kms().disableKey(kms().keyId("users"))))
                .isEqualTo(KmsErrorCode.NO_PERMISSION);
        assertThat(codeOf(() -> oss.kms().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256))))
                .isEqualTo(KmsErrorCode.NO_PERMISSION);
    }

    @Test
    void serviceStoresNoKeysInTheKeyStore() throws Exception {
        KeyStore keys = oss.keyStore();
        var entry = new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES"));
        assertThatThrownBy(
                        () -> {
                            keys.setEntry("mine", entry, null);
                            keys.store(null, null);
                        })
                .isInstanceOf(IOException.class);
        assertThat(kms().keyStore().containsAlias("mine")).isFalse();
    }

    @Test
    void anotherServiceHasAnotherKey() throws Exception {
        String first = oss.kms().describeKey(ALIAS).keyId();
        try (KmsUnderTest rds = as("service/RDS")) {
            CmkMetadata second = rds.kms().describeKey("alias/acs/rds");
            assertThat(second.creator()).isEqualTo("RDS");
            assertThat(second.keyId()).isNotEqualTo(first);
            assertThat(codeOf(() -> rds.kms().disableKey(first)))
                    .isEqualTo(KmsErrorCode.NO_PERMISSION);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acs/oss",
                "alias/acs/oss",
                "ACS/oss",
                "alias/acs",
                "acsfoo",
                "alias/AcsFoo",
                "acs"
            })
    void reservedNamesAreRefusedInEverySpelling(String name) {
        assertThat(codeOf(() -> kms().kms().createAlias(name, kms().keyId("users"))))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        assertThat(
                        codeOf(
                                () ->
                                        kms().kms()
                                                .createKey(
                                                        CmkSpec.builder(KeySpec.ALIYUN_AES_256)
                                                                .alias(name)
                                                                .build())))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
    }

    @Test
    void everyCodeOfTheFormOfOneIsAServices() throws Exception {
        try (KmsUnderTest sls = as("service/Sls-2")) {
            assertThat(sls.kms().describeKey("alias/acs/sls-2").creator()).isEqualTo("SLS-2");
        }
    }

    @Test
    void serviceMakesNoVersionsOfItsKeyEither() {
        String keyId = oss.kms().describeKey(ALIAS).keyId();
        assertThat(codeOf(() -> oss.kms().createKeyVersion(keyId)))
                .isEqualTo(KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION);
        assertThatThrownBy(() -> oss.kms().createKeyVersion(ALIAS))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("is the key of the service OSS");
    }
}
