package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.PageRequest;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.config.Configuration;

class EngineLifeCycleTest {
    private final TestClock clock = new TestClock();
    @TempDir private Path home;
    private KmsEngine engine;

    @BeforeEach
    void open() {
        engine = EngineFactory.open(Configuration.defaults(home), clock, null);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private CmkMetadata create(String alias) {
        return engine.creations()
                .createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias(alias).build());
    }

    private static void refusedWith(KmsErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void newCmkHasTheDefaultsOfTheKms() {
        CmkMetadata cmk = engine.creations().createKey(CmkSpec.of(KeySpec.RSA_2048));

        assertThat(cmk.keyState()).isEqualTo(KeyState.ENABLED);
        assertThat(cmk.keyUsage()).hasToString("SIGN/VERIFY");
        assertThat(cmk.origin()).isEqualTo(Origin.ALIYUN_KMS);
        assertThat(cmk.protectionLevel()).isEqualTo(ProtectionLevel.SOFTWARE);
        assertThat(cmk.creationDate()).isEqualTo(clock.instant());
        assertThat(cmk.versions()).hasSize(1);
        assertThat(cmk.primaryKeyVersion()).isEmpty(); // asymmetric
        assertThat(cmk.deleteDate()).isEmpty();
        assertThat(cmk.description()).isEmpty();
    }

    @Test
    void symmetricCmkTellsItsPrimaryVersion() {
        CmkMetadata cmk = create("symmetric");
        assertThat(cmk.primaryKeyVersion()).contains(cmk.versions().get(0).keyVersionId());
    }

    @Test
    void keyIsGoneForGoodWhenItsWindowEnds() {
        CmkMetadata cmk = create("doomed");
        Instant date = engine.keys().scheduleDeletion(cmk.keyId(), 7);

        assertThat(date).isEqualTo(clock.instant().plus(Duration.ofDays(7)));
        clock.pass(Duration.ofDays(7).minusSeconds(1), engine);
        assertThat(engine.keys().describe(cmk.keyId()).keyState())
                .isEqualTo(KeyState.PENDING_DELETION);

        clock.advance(Duration.ofSeconds(1));
        refusedWith(KmsErrorCode.KEY_NOT_FOUND, () -> engine.keys().describe(cmk.keyId()));
        refusedWith(KmsErrorCode.ALIAS_NOT_FOUND, () -> engine.keys().describe("alias/doomed"));
        refusedWith(KmsErrorCode.KEY_NOT_FOUND, () -> engine.keys().cancelDeletion(cmk.keyId()));
        assertThat(create("doomed").aliases()).containsExactly("doomed");
    }

    @Test
    void cancelledDeletionLeavesTheKeyEnabled() {
        CmkMetadata cmk = create("spared");
        engine.keys().disable(cmk.keyId());
        engine.keys().scheduleDeletion(cmk.keyId(), 7);
        engine.keys().cancelDeletion(cmk.keyId());
        clock.advance(Duration.ofDays(400));

        CmkMetadata spared = engine.keys().describe(cmk.keyId());
        assertThat(spared.keyState()).isEqualTo(KeyState.ENABLED);
        assertThat(spared.deleteDate()).isEmpty();
    }

    @Test
    void cancelledDeletionOfAKeyWithoutMaterialWaitsForImportAgain() {
        CmkMetadata cmk =
                engine.creations()
                        .createKey(
                                CmkSpec.builder(KeySpec.ALIYUN_AES_256)
                                        .origin(Origin.EXTERNAL)
                                        .build());
        assertThat(cmk.keyState()).isEqualTo(KeyState.PENDING_IMPORT);
        assertThat(cmk.primaryKeyVersion()).isEmpty();

        engine.keys().scheduleDeletion(cmk.keyId(), 7);
        engine.keys().cancelDeletion(cmk.keyId());

        assertThat(engine.keys().describe(cmk.keyId()).keyState())
                .isEqualTo(KeyState.PENDING_IMPORT);
    }

    @Test
    void windowIsSevenTo366Days() {
        CmkMetadata cmk = create("window");
        refusedWith(
                KmsErrorCode.INVALID_PARAMETER,
                () -> engine.keys().scheduleDeletion(cmk.keyId(), 6));
        refusedWith(
                KmsErrorCode.INVALID_PARAMETER,
                () -> engine.keys().scheduleDeletion(cmk.keyId(), 367));
        assertThat(engine.keys().describe(cmk.keyId()).keyState()).isEqualTo(KeyState.ENABLED);
        engine.keys().scheduleDeletion(cmk.keyId(), 366);
    }

    @Test
    void protectedKeyIsNotScheduledForDeletion() {
        CmkMetadata cmk = create("guarded");
        engine.keys().enableDeletionProtection(cmk.keyId(), "payroll depends on it");
        refusedWith(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                () -> engine.keys().scheduleDeletion(cmk.keyId(), 30));
        assertThat(engine.keys().describe(cmk.keyId()).deletionProtectionDescription())
                .isEqualTo("payroll depends on it");

        engine.keys().disableDeletionProtection(cmk.keyId());
        engine.keys().scheduleDeletion(cmk.keyId(), 30);
    }

    @Test
    void keysAreFoundByIdAliasAndCreator() {
        CmkMetadata first = create("payroll");
        CmkMetadata second = create("payroll-2");
        engine.aliases().create("wages", second.keyId());

        assertThat(found(KeyFilter.ALL.withKeyIds(first.keyId(), "another")))
                .containsExactly(first.keyId());
        assertThat(found(KeyFilter.ALL.withAliasNames("alias/payroll")))
                .containsExactly(first.keyId());
        assertThat(found(KeyFilter.ALL.withAliasNames("wages", "payroll")))
                .containsExactlyInAnyOrder(first.keyId(), second.keyId());
        assertThat(found(KeyFilter.ALL.withAliasNames("wages").withKeyIds(first.keyId())))
                .isEmpty();
        assertThat(found(KeyFilter.ALL.withCreators("1000000000000000"))).hasSize(2);
        assertThat(found(KeyFilter.ALL.withCreators("OSS"))).isEmpty();
        assertThat(found(KeyFilter.ALL.withCreators("OSS").withCreators())).hasSize(2);
    }

    private List<String> found(KeyFilter filter) {
        return engine.keys().list(filter, PageRequest.FIRST).items().stream()
                .map(CmkMetadata::keyId)
                .toList();
    }

    @Test
    void listingIsPagedAndFiltered() {
        for (int i = 0; i < 12; i++) {
            create("key-" + i);
            clock.advance(Duration.ofSeconds(1));
        }
        engine.keys().disable(engine.keys().describe("alias/key-3").keyId());

        var first = engine.keys().list(KeyFilter.ALL, PageRequest.FIRST);
        var second = engine.keys().list(KeyFilter.ALL, PageRequest.FIRST.next());
        var disabled =
                engine.keys()
                        .list(KeyFilter.ALL.withKeyStates(KeyState.DISABLED), PageRequest.FIRST);

        assertThat(first.items()).hasSize(10);
        assertThat(first.hasNext()).isTrue();
        assertThat(first.items().get(0).aliases()).containsExactly("key-0");
        assertThat(second.items()).hasSize(2);
        assertThat(second.hasNext()).isFalse();
        assertThat(second.totalCount()).isEqualTo(12);
        assertThat(disabled.items())
                .singleElement()
                .satisfies(cmk -> assertThat(cmk.aliases()).containsExactly("key-3"));
    }

    @Test
    void pageNumbersAreChecked() {
        refusedWith(KmsErrorCode.INVALID_PARAMETER, () -> new PageRequest(0, 10));
        refusedWith(KmsErrorCode.INVALID_PARAMETER, () -> new PageRequest(1, 0));
        refusedWith(KmsErrorCode.INVALID_PARAMETER, () -> new PageRequest(1, 101));
        assertThat(
                        engine.keys()
                                .list(KeyFilter.ALL, new PageRequest(Integer.MAX_VALUE, 100))
                                .items())
                .isEmpty();
    }

    @Test
    void aliasesFollowTheRulesOfTheKms() {
        String first = create("one").keyId();
        String second = create("two").keyId();

        refusedWith(
                KmsErrorCode.ALIAS_ALREADY_EXISTS,
                () -> engine.aliases().create("alias/one", second));
        refusedWith(KmsErrorCode.ALIAS_NOT_FOUND, () -> engine.aliases().update("alias/no", first));
        refusedWith(KmsErrorCode.ALIAS_NOT_FOUND, () -> engine.aliases().delete("alias/no"));
        refusedWith(KmsErrorCode.UNSUPPORTED_ALIAS, () -> engine.keys().disable("alias/one"));
        refusedWith(
                KmsErrorCode.UNSUPPORTED_ALIAS,
                () -> engine.aliases().create("alias/x", "alias/one"));
        refusedWith(
                KmsErrorCode.UNSUPPORTED_ALIAS,
                () -> engine.aliases().list("alias/one", PageRequest.FIRST));
        for (String reserved : new String[] {"acs/oss", "alias/acs/oss", "ACS/oss", "acsfoo"}) {
            refusedWith(
                    KmsErrorCode.INVALID_PARAMETER, () -> engine.aliases().create(reserved, first));
        }

        engine.aliases().update("alias/one", second);
        assertThat(engine.keys().describe("alias/one").keyId()).isEqualTo(second);
        assertThat(engine.keys().describe(first).aliases()).isEmpty();
        assertThat(engine.aliases().list(second, PageRequest.FIRST).items())
                .extracting(alias -> alias.aliasName())
                .containsExactly("alias/one", "alias/two");

        engine.aliases().delete("alias/one");
        assertThat(engine.keys().describe(second).aliases()).containsExactly("two");
    }

    @Test
    void refusedCreationLeavesNothingBehind() {
        create("taken");
        refusedWith(KmsErrorCode.ALIAS_ALREADY_EXISTS, () -> create("taken"));
        refusedWith(
                KmsErrorCode.UNSUPPORTED_PROTECTION_LEVEL,
                () ->
                        engine.creations()
                                .createKey(
                                        CmkSpec.builder(KeySpec.RSA_2048)
                                                .protectionLevel(ProtectionLevel.HSM)
                                                .build()));
        assertThat(engine.keys().list(KeyFilter.ALL, PageRequest.FIRST).totalCount()).isEqualTo(1);
    }

    @Test
    void everythingIsThereAfterReopening() {
        CmkMetadata cmk = create("kept");
        engine.keys().updateDescription(cmk.keyId(), "for the payroll");
        engine.keys().disable(cmk.keyId());
        engine.close();

        engine = EngineFactory.open(Configuration.defaults(home), clock, null);

        CmkMetadata kept = engine.keys().describe("alias/kept");
        assertThat(kept.keyId()).isEqualTo(cmk.keyId());
        assertThat(kept.description()).isEqualTo("for the payroll");
        assertThat(kept.keyState()).isEqualTo(KeyState.DISABLED);
        assertThat(engine.store().check()).isEmpty();
    }
}
