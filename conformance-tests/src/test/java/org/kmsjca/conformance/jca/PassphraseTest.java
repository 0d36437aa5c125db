package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.List;
import javax.security.auth.callback.PasswordCallback;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.ChildJvm;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.Stores;

/** A store under a passphrase, which comes by reference or as the KeyStore's password. */
@Tag("once")
class PassphraseTest extends FreshKms {
    private static final char[] RIGHT = "correct horse battery".toCharArray();

    private Path configured(String... settings) throws IOException {
        Path directory = Files.createDirectories(directory().resolve("passphrase"));
        return KmsUnderTest.configure(level(), directory, settings);
    }

    private Path passphraseFile(String passphrase) throws IOException {
        return Files.writeString(directory().resolve("phrase"), passphrase + "\n");
    }

    @Test
    void passphraseFromAFileOpensAndAWrongOneDoesNot() throws IOException {
        Path file = passphraseFile(new String(RIGHT));
        Path configuration = configured("root=passphrase", "root.passphrase=file:" + file);
        try (Kms kms = Kms.open(configuration)) {
            kms.createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias("x").build());
        }
        Path database = directory().resolve("passphrase/home/kms.db");
        byte[] before = Stores.bytes(database);
        passphraseFile("wrong");
        try (Kms kms = Kms.open(configuration)) {
            assertThatThrownBy(() -> kms.describeKey("alias/x"))
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            e -> assertThat(e.code()).isEqualTo(KmsErrorCode.NO_PERMISSION))
                    .hasMessageContaining("passphrase");
            assertThat(Stores.bytes(database)).isEqualTo(before);
            passphraseFile(new String(RIGHT));
            assertThat(kms.describeKey("alias/x").aliases()).containsExactly("x");
        }
        Files.delete(file);
        try (Kms kms = Kms.open(configuration)) {
            assertThatThrownBy(() -> kms.describeKey("alias/x"))
                    .isInstanceOf(KmsException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void missingEnvironmentVariableIsNamed() throws IOException {
        Path configuration = configured("root=passphrase", "root.passphrase=env:KMS_NOT_SET");
        try (Kms kms = Kms.open(configuration)) {
            assertThatThrownBy(() -> kms.describeKey("alias/x"))
                    .isInstanceOf(KmsException.class)
                    .hasMessageContaining("KMS_NOT_SET");
        }
    }

    @Test
    void passphraseFromTheEnvironmentOpens() throws Exception {
        Path configuration = configured("root=passphrase", "root.passphrase=env:KMS_PHRASE");
        Process process =
                ChildJvm.start(
                        AnotherProcess.class,
                        List.of(),
                        List.of("KMS_PHRASE=" + new String(RIGHT)),
                        configuration.toString());
        try (var commands = process.outputWriter()) {
            commands.write("create x\n");
        }
        assertThat(ChildJvm.lines(process)).contains("ready", "done");
        Path again =
                configured(
                        "root=passphrase",
                        "root.passphrase=file:" + passphraseFile(new String(RIGHT)));
        try (Kms kms = Kms.open(again)) {
            assertThat(kms.describeKey("alias/x").aliases()).containsExactly("x");
        }
    }

    @Test
    void passphraseIsTakenAsTheKeyStoresPassword() throws Exception {
        Path configuration = configured("root=passphrase");
        try (var kms = KmsUnderTest.of(configuration)) {
            KeyStore store = KeyStore.getInstance("KMS", kms.provider());
            assertThatThrownBy(() -> store.load(null, null))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("passphrase");
            store.load(null, RIGHT.clone());
            kms.create("x", KeySpec.ALIYUN_AES_256);
            assertThat(store.getKey("x", null)).isNotNull();
        }
        try (var kms = KmsUnderTest.of(configuration)) {
            KeyStore store = KeyStore.getInstance("KMS", kms.provider());
            assertThatThrownBy(() -> store.load(null, "wrong".toCharArray()))
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(UnrecoverableKeyException.class);
            store.load(
                    () ->
                            new KeyStore.CallbackHandlerProtection(
                                    callbacks ->
                                            ((PasswordCallback) callbacks[0]).setPassword(RIGHT)));
            assertThat(store.getKey("x", null)).isNotNull();
        }
    }

    @Test
    void wrongPasswordIsRefusedAlsoWhenTheKmsIsOpen() throws Exception {
        try (var kms = KmsUnderTest.of(configured("root=passphrase"))) {
            KeyStore first = KeyStore.getInstance("KMS", kms.provider());
            first.load(null, RIGHT.clone());
            KeyStore second = KeyStore.getInstance("KMS", kms.provider());
            assertThatThrownBy(() -> second.load(null, "wrong".toCharArray()))
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(UnrecoverableKeyException.class);
            second.load(null, RIGHT.clone());
            assertThat(second.size()).isZero();
        }
    }

    @Test
    void storeIsNotLostWhenTheRootSettingIsAnother() throws IOException {
        Path right =
                configured(
                        "root=passphrase",
                        "root.passphrase=file:" + passphraseFile(new String(RIGHT)));
        try (Kms kms = Kms.open(right)) {
            kms.createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias("x").build());
        }
        Path database = directory().resolve("passphrase/home/kms.db");
        byte[] before = Stores.bytes(database);
        try (Kms kms = Kms.open(configured("root=keyfile"))) {
            assertThatThrownBy(() -> kms.describeKey("alias/x"))
                    .isInstanceOf(KmsException.class)
                    .hasMessageContainingAll("root=keyfile", "passphrase", Stores.name(database));
        }
        assertThat(Stores.bytes(database)).isEqualTo(before);
        assertThat(directory().resolve("passphrase/home/root.key")).doesNotExist();
    }

    @Test
    void handlerIsRequiredAtOnce() throws IOException {
        Path configuration = configured("root=passphrase");
        assertThatThrownBy(() -> Kms.open(configuration, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("handler");
    }

    /** Half of a pair has no encoding; it is refused wherever it is typed. */
    @Test
    void halfASurrogatePairIsRefused() throws Exception {
        char[] half = "correct horse \uD83D".toCharArray();
        Path configuration = configured("root=passphrase");
        for (String right : List.of("none yet", new String(RIGHT))) {
            try (Kms kms =
                    Kms.open(
                            configuration,
                            callbacks -> {
                                for (var callback : callbacks) {
                                    ((PasswordCallback) callback).setPassword(half);
                                }
                            })) {
                assertThatThrownBy(() -> kms.describeKey("alias/x"))
                        .as(right)
                        .isInstanceOfSatisfying(
                                KmsException.class,
                                e -> assertThat(e.code()).isEqualTo(KmsErrorCode.INVALID_PARAMETER))
                        .hasMessageContaining("surrogate");
            }
            try (var open = KmsUnderTest.of(configuration)) {
                KeyStore first = KeyStore.getInstance("KMS", open.provider());
                first.load(null, RIGHT.clone());
                KeyStore second = KeyStore.getInstance("KMS", open.provider());
                assertThatThrownBy(() -> second.load(null, half.clone()))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("surrogate");
            }
        }
    }
}
