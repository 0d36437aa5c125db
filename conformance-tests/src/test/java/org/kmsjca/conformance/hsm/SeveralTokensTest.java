package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.Diagnosis.Finding;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestKeys;
import org.kmsjca.testing.SoftHsm;

/** One KMS over two tokens of one module, by their names, the second being the default. */
@Tag("once")
class SeveralTokensTest {
    @TempDir Path directory;
    private Shim shim;
    private SoftHsm first;
    private SoftHsm second;
    private KmsUnderTest kms;

    @BeforeEach
    void open() {
        first = SoftHsm.alone(directory, "kms-first");
        second = SoftHsm.alone(directory, "kms-second");
        shim = Shim.before(first, directory);
        kms = HsmKms.open(directory, settings("hsm.default=second"));
    }

    private String[] settings(String... more) {
        List<String> lines = new ArrayList<>(named("first", first));
        lines.addAll(named("second", second));
        lines.addAll(List.of(more));
        return lines.toArray(String[]::new);
    }

    private List<String> named(String name, SoftHsm token) {
        return Stream.of(token.settings(shim.library()))
                .map(line -> line.replaceFirst("^hsm\\.", "hsm." + name + "."))
                .toList();
    }

    @AfterEach
    void close() {
        shim.reset();
        kms.close();
    }

    private void reopen(String... more) {
        kms.close();
        kms = HsmKms.open(directory, settings(more));
    }

    private Operation.Handle create(String alias, String hsm) {
        kms.kms().createKey(CmkSpec.builder(KeySpec.EC_P256).alias(alias).hsm(hsm).build());
        return handle(alias);
    }

    private Operation.Handle createInDefault(String alias) {
        kms.create(alias, KeySpec.EC_P256);
        return handle(alias);
    }

    private Operation.Handle handle(String alias) {
        return Operation.Handle.of(kms, alias);
    }

    private void sign(Operation.Handle handle) throws GeneralSecurityException {
        Operation.ECDSA.run(kms, handle);
    }

    /** How many objects of a CMK a token has. */
    private int objects(SoftHsm token, String alias) throws PKCS11Exception {
        String version = kms.kms().describeKey("alias/" + alias).versions().get(0).keyVersionId();
        try (TokenView view = TokenView.of(shim.library(), token.label())) {
            return view.objectsOf(version).length;
        }
    }

    @Test
    void keysAreMadeInTheTokenThatIsNamedOrTheDefault() throws Exception {
        sign(create("named", "first"));
        sign(createInDefault("unnamed"));

        assertThat(objects(first, "named")).isEqualTo(1);
        assertThat(objects(second, "named")).isZero();
        assertThat(objects(first, "unnamed")).isZero();
        assertThat(objects(second, "unnamed")).isEqualTo(1);
    }

    @Test
    void keysStayWhereTheyAreWhenTheDefaultIsAnother() throws Exception {
        create("named", "first");
        createInDefault("unnamed");

        reopen("hsm.default=first");

        sign(handle("named"));
        sign(handle("unnamed"));
        sign(createInDefault("later"));
        assertThat(objects(first, "later")).isEqualTo(1);
        assertThat(objects(second, "unnamed")).isEqualTo(1);
    }

    @Test
    void withoutADefaultATokenHasToBeNamed() throws Exception {
        createInDefault("unnamed");

        reopen();

        sign(handle("unnamed"));
        assertThatThrownBy(() -> createInDefault("nowhere"))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e ->
                                assertThat(e.code())
                                        .isEqualTo(KmsErrorCode.UNSUPPORTED_PROTECTION_LEVEL))
                .hasMessageContaining("[first, second]")
                .hasMessageContaining("hsm.default");
        sign(create("named", "second"));
    }

    @Test
    void unknownNameIsRefused() {
        assertThatThrownBy(() -> create("nowhere", "third"))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("no HSM 'third' is configured");
    }

    @Test
    void materialIsImportedInTheDefaultOnlyAndThatIsTold() throws Exception {
        CmkSpec.Builder spec =
                CmkSpec.builder(KeySpec.ALIYUN_AES_256).origin(Origin.EXTERNAL).alias("own");
        assertThatThrownBy(() -> kms.kms().createKey(spec.hsm("first").build()))
                .hasMessageContaining("in the HSM 'second'")
                .hasMessageContaining("set hsm.default");

        kms.kms().createKey(spec.hsm("second").build());

        kms.importSecret("imported", TestKeys.aes(256));
        assertThat(objects(second, "imported")).isEqualTo(1);
    }

    @Test
    void deletedKeyOfOneTokenLeavesTheOthers() throws Exception {
        Operation.Handle named = create("named", "first");
        Operation.Handle unnamed = createInDefault("unnamed");

        kms.kms().scheduleKeyDeletion(kms.keyId("named"), 7);

        assertThatThrownBy(() -> sign(named)).hasMessageContaining("PendingDeletion");
        sign(unnamed);
    }

    /**
     * SoftHSM counts handles from 1 after C_Initialize: in both epochs the token that is connected
     * first has session 2 and key 3, but it is another token then.
     */
    @Test
    void whatWaitedForTheModuleDoesNotUseTheHandlesOfBefore() throws Exception {
        Operation.Handle ours = createInDefault("ours");
        Operation.Handle others = create("others", "first");
        shim.on("SignInit").finalizeBefore();
        sign(ours);
        sign(others);
        shim.reset();
        shim.on("Initialize").delay(300);
        shim.on("SignInit").delay(200);
        shim.on("SignInit").finalizeBefore();
        ExecutorService elsewhere = Executors.newSingleThreadExecutor();
        try {
            Future<?> recovering =
                    elsewhere.submit(
                            () -> {
                                sign(others);
                                return null;
                            });
            while (shim.calls("Initialize") == 0) {
                Thread.onSpinWait();
            }
            sign(ours);
            recovering.get();
        } finally {
            elsewhere.shutdownNow();
        }
    }

    /** The module is initialised anew for the lost token's sake; the other's user sees nothing. */
    @Test
    void removedTokenDoesNotDisturbTheOther() throws Exception {
        Operation.Handle lost = create("lost", "first");
        Operation.Handle kept = createInDefault("kept");
        sign(lost);
        int initializations = shim.calls("Initialize");
        ExecutorService elsewhere = Executors.newSingleThreadExecutor();
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch signing = new CountDownLatch(20);
        try {
            Future<?> signatures =
                    elsewhere.submit(
                            () -> {
                                while (!done.get()) {
                                    sign(kept);
                                    signing.countDown();
                                }
                                return null;
                            });
            signing.await();
            Path away = directory.resolve("away");
            Files.move(first.directory(), away);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> sign(lost)).hasMessageContaining("shows no token");
                sign(kept);
            }
            Files.move(away, first.directory());
            signAgain(lost);
            done.set(true);
            signatures.get();
        } finally {
            done.set(true);
            elsewhere.shutdownNow();
        }
        sign(kept);
        assertThat(shim.calls("Initialize")).isGreaterThan(initializations);
    }

    /** After the pause that follows attempts which did not help. */
    private void signAgain(Operation.Handle handle) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (true) {
            try {
                sign(handle);
                return;
            } catch (GeneralSecurityException | KmsException e) {
                assertThat(System.nanoTime()).as("recovers in time: " + e).isLessThan(end);
                Thread.sleep(50);
            }
        }
    }

    @Test
    void wrongPinOfOneTokenDoesNotDisturbTheOther() throws Exception {
        createInDefault("unnamed");
        Path wrong = Files.writeString(directory.resolve("wrong"), "0000-pin");
        String[] lines = settings("hsm.default=second");
        kms.close();
        kms =
                HsmKms.open(
                        directory,
                        Stream.of(lines)
                                .map(
                                        line ->
                                                line.replaceFirst(
                                                        "^(hsm.first.pin=).*", "$1file:" + wrong))
                                .toArray(String[]::new));

        assertThatThrownBy(() -> create("nowhere", "first")).hasMessageContaining("hsm.first.pin");
        sign(handle("unnamed"));
        assertThatThrownBy(() -> create("nowhere", "first")).hasMessageContaining("hsm.first.pin");
        sign(createInDefault("another"));
    }

    @Test
    void doctorShowsBoth() throws IOException {
        assertThat(findings("HSM first"))
                .anyMatch(text -> text.contains("token '" + first.label() + "'"))
                .anyMatch(text -> text.startsWith("serves Aliyun_AES_256"));
        assertThat(findings("HSM second"))
                .anyMatch(text -> text.contains("token '" + second.label() + "'"));
        kms.close();
        Files.move(first.directory(), directory.resolve("away"));
        kms = HsmKms.open(directory, settings());

        assertThat(findings("HSM first")).singleElement().asString().contains("shows no token");
        assertThat(findings("HSM second"))
                .anyMatch(text -> text.contains("token '" + second.label() + "'"));
    }

    private List<String> findings(String subject) {
        return kms.kms().diagnose().findings().stream()
                .filter(finding -> finding.subject().equals(subject))
                .map(Finding::text)
                .toList();
    }
}
