package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.KeyGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsException;
import org.kmsjca.PageRequest;
import org.kmsjca.conformance.support.ChildJvm;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestKeys;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Store and token stay in step when creations fail or are killed; evidence is checked. */
@Tag("once")
class CreationTest {
    @TempDir Path directory;
    private Shim shim;
    private SoftHsm token;
    private KmsUnderTest kms;

    @BeforeEach
    void open() {
        token = SoftHsm.token("kms-creation-" + System.nanoTime());
        shim = Shim.beforeSoftHsm(directory);
        kms = reopened();
    }

    private KmsUnderTest reopened() {
        return HsmKms.open(directory, token.settings(shim.library()));
    }

    @AfterEach
    void close() {
        shim.reset();
        kms.close();
    }

    private int objects() throws PKCS11Exception {
        try (TokenView view = TokenView.of(shim.library(), token.label())) {
            return view.kept().length;
        }
    }

    private int cmks() {
        return kms.kms().listKeys(KeyFilter.ALL, new PageRequest(1, 10)).items().size();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                PKCS11Constants.CKA_ALWAYS_SENSITIVE,
                PKCS11Constants.CKA_NEVER_EXTRACTABLE,
                PKCS11Constants.CKA_SENSITIVE
            })
    void keyThatTheTokenDoesNotKeepToItselfIsDestroyed(long attribute) throws PKCS11Exception {
        kms.create("first", KeySpec.ALIYUN_AES_256);
        shim.on("GetAttributeValue").deny(attribute);
        for (KeySpec spec : List.of(KeySpec.ALIYUN_AES_256, KeySpec.EC_P256)) {
            assertThatThrownBy(() -> kms.create("bad", spec))
                    .isInstanceOf(KmsException.class)
                    .hasMessageContaining("does not confirm CKA_");
        }
        shim.reset();
        assertThat(objects()).isEqualTo(1);
        assertThat(cmks()).isEqualTo(1);
    }

    @Test
    void takenAliasLeavesNothingInTheToken() throws PKCS11Exception {
        kms.create("taken", KeySpec.ALIYUN_AES_256);
        assertThatThrownBy(() -> kms.create("taken", KeySpec.ALIYUN_AES_256))
                .hasMessageContaining("AliasAlreadyExists");
        assertThat(objects()).isEqualTo(1);
    }

    @Test
    void whatCouldNotBeTakenBackIsDestroyedWhenTheKmsIsOpenedAgain() throws PKCS11Exception {
        kms.create("first", KeySpec.ALIYUN_AES_256);
        shim.on("GetAttributeValue").fail(PKCS11Constants.CKR_DEVICE_ERROR, -1);
        shim.on("DestroyObject").fail(PKCS11Constants.CKR_DEVICE_ERROR, -1);
        assertThatThrownBy(() -> kms.create("bad", KeySpec.ALIYUN_AES_256))
                .isInstanceOf(KmsException.class);
        shim.reset();
        assertThat(objects()).isEqualTo(2);
        assertThat(leftOver()).isEqualTo(1);
        kms.close();
        kms = reopened();
        assertThat(cmks()).isEqualTo(1);
        assertThat(objects()).isEqualTo(1);
        assertThat(leftOver()).isZero();
    }

    /** What the doctor says of objects that the token has kept. */
    private long leftOver() {
        return kms.kms().diagnose().findings().stream()
                .filter(finding -> finding.text().contains("could not be destroyed"))
                .count();
    }

    @Test
    void keyOfAKilledCreationIsDestroyedWhenTheKmsIsOpenedAgain() throws Exception {
        kms.create("first", KeySpec.ALIYUN_AES_256);
        kms.close();
        shim.reset();
        shim.on("GetAttributeValue").delay(20_000);
        Process process =
                ChildJvm.start(
                        CreatingProgram.class, List.of(), kms.configuration().toString(), "killed");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (shim.calls("GetAttributeValue") == 0) {
            assertThat(System.nanoTime()).as("the child makes its key").isLessThan(end);
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(20);
        }
        process.destroyForcibly().waitFor();
        shim.reset();
        kms = reopened();
        assertThat(cmks()).isEqualTo(1);
        assertThat(objects()).isEqualTo(1);
    }

    @Test
    void plainKeyIsASessionObjectUntilItIsStored() throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES", kms.provider());
        generator.init(256);
        Key key = generator.generateKey();
        assertThat(objects()).isZero();
        KeyStore store = kms.keyStore();
        store.setKeyEntry("stored", key, null, null);
        store.store(null, null);
        assertThat(objects()).isEqualTo(1);
        Operation.GCM_ENCRYPTION.run(
                kms, new Operation.Handle("stored", key, null, new byte[0])); // the old handle
    }

    @Test
    void evidenceIsAnAttributeOfTheEntry() throws Exception {
        kms.create("made", KeySpec.ALIYUN_AES_256);
        kms.importSecret("imported", TestKeys.aes(256));
        Map<String, String> made = kms.attributes("made");
        assertThat(made)
                .containsEntry("ProtectionLevel", "HSM")
                .containsEntry("KeyMaterial", "generated in the token")
                .containsEntry("CKA_ALWAYS_SENSITIVE", "true")
                .containsEntry("CKA_NEVER_EXTRACTABLE", "true")
                .containsEntry("CKA_LOCAL", "true");
        assertThat(kms.attributes("imported"))
                .containsEntry("Origin", "EXTERNAL")
                .containsEntry("KeyMaterial", "imported, encrypted on the way (C_UnwrapKey)")
                .containsEntry("CKA_NEVER_EXTRACTABLE", "false");
    }

    @Test
    void usageFlagsAreThoseOfTheUsageOnly() throws PKCS11Exception {
        kms.kms().createKey(CmkSpec.builder(KeySpec.EC_P256).alias("sign").build());
        String version = kms.kms().describeKey("alias/sign").versions().get(0).keyVersionId();
        try (TokenView view = TokenView.of(shim.library(), token.label())) {
            long key = view.objectsOf(version)[0];
            assertThat(view.objectsOf(version)).hasSize(1);
            assertThat(view.value(key, PKCS11Constants.CKA_SIGN)).isEqualTo(true);
            assertThat(view.value(key, PKCS11Constants.CKA_DERIVE)).isEqualTo(false);
            assertThat(view.value(key, PKCS11Constants.CKA_DECRYPT)).isEqualTo(false);
            assertThat(view.value(key, PKCS11Constants.CKA_UNWRAP)).isEqualTo(false);
            assertThat(view.value(key, PKCS11Constants.CKA_PRIVATE)).isEqualTo(true);
            assertThat(view.value(key, PKCS11Constants.CKA_EXTRACTABLE)).isEqualTo(false);
        }
    }

    @Test
    void tokensThatUnwrapNothingGetKeysInClearAndThatIsTold() throws Exception {
        shim.on("UnwrapKey").fail(PKCS11Constants.CKR_MECHANISM_INVALID, -1);
        kms.importSecret("clear", TestKeys.aes(256));
        kms.importForSigning("pair", TestKeys.newPair(KeySpec.EC_P256));
        for (String alias : List.of("clear", "pair")) {
            assertThat(kms.attributes(alias))
                    .containsEntry("KeyMaterial", "imported in clear (C_CreateObject)");
        }
        Operation.ECDSA.run(kms, Operation.Handle.of(kms, "pair"));
    }

    /** Makes a key in the KMS of a configuration. */
    static final class CreatingProgram {
        private CreatingProgram() {}

        public static void main(String[] arguments) {
            try (Kms kms = Kms.open(Path.of(arguments[0]))) {
                kms.createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias(arguments[1]).build());
            }
        }
    }
}
