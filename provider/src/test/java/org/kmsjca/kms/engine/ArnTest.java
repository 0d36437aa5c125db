package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.kmsjca.Alias;
import org.kmsjca.AuditRecord;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.DataKeySpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.PageRequest;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.config.Configuration;
import org.kmsjca.kms.KmsCall;

/** The account and the region in answers, and ARNs as KeyIds. */
@Tag("once")
class ArnTest {
    private static final String OURS = "acs:kms:eu-central-1:1540355698848459:";
    private static final PageRequest PAGE = new PageRequest(1, 100);

    private final TestClock clock = new TestClock();
    @TempDir private Path home;
    private KmsEngine engine;
    private CmkMetadata cmk;

    @BeforeEach
    void open() {
        engine = open("1540355698848459", "eu-central-1", "user");
        cmk =
                engine.creations()
                        .createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias("orders").build());
    }

    private KmsEngine open(String account, String region, String caller) {
        return EngineFactory.open(
                Configuration.of(
                        Map.of(
                                "home", home.toString(),
                                "root", "keyfile",
                                "account", account,
                                "region", region,
                                "caller", caller),
                        "test"),
                clock,
                null);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static AbstractThrowableAssert<?, ?> refused(KmsErrorCode code, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void answersTellTheAccountAndTheArns() {
        assertThat(cmk.creator()).isEqualTo("1540355698848459");
        assertThat(cmk.arn()).isEqualTo(OURS + "key/" + cmk.keyId());
        Alias alias = new Alias("alias/orders", OURS + "alias/orders", cmk.keyId());
        assertThat(engine.aliases().list(PAGE).items()).containsExactly(alias);
        assertThat(engine.aliases().list(cmk.arn(), PAGE).items()).containsExactly(alias);
    }

    @Test
    void creatorOfAServicesKeyIsTheService() {
        try (KmsEngine service = open("1540355698848459", "eu-central-1", "service/OSS")) {
            assertThat(service.keys().describe(OURS + "alias/acs/oss").creator()).isEqualTo("OSS");
        }
        String id = engine.keys().describe("alias/acs/oss").keyId();
        assertThat(found(KeyFilter.ALL.withCreators("1540355698848459")))
                .containsExactly(cmk.keyId());
        assertThat(found(KeyFilter.ALL.withCreatorTypes(KeyFilter.CreatorType.USER)))
                .containsExactly(cmk.keyId());
        assertThat(found(KeyFilter.ALL.withCreatorTypes(KeyFilter.CreatorType.SERVICE)))
                .containsExactly(id);
        refused(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                () -> engine.keys().disable(OURS + "key/" + id));
    }

    /** The store says user, whatever the account is called; so do stores of older versions. */
    @Test
    void anotherNameOfTheAccountNeedsNoOtherStore() {
        try (KmsEngine renamed = open("2", "cn-shanghai-finance-1", "user")) {
            CmkMetadata same = renamed.keys().describe(cmk.keyId());
            assertThat(same.creator()).isEqualTo("2");
            assertThat(same.arn()).isEqualTo("acs:kms:cn-shanghai-finance-1:2:key/" + cmk.keyId());
            renamed.keys().updateDescription(same.arn(), "ours as before");
            refused(KmsErrorCode.KEY_NOT_FOUND, () -> renamed.keys().describe(cmk.arn()));
        }
        assertThat(engine.keys().describe(cmk.arn()).description()).isEqualTo("ours as before");
    }

    @Test
    void callerOfTheAuditIsNotTheAccount() {
        assertThat(engine.audit().list(0, 10))
                .extracting(AuditRecord::caller)
                .containsExactly("user");
    }

    private List<String> found(KeyFilter filter) {
        return engine.keys().list(filter, PAGE).items().stream().map(CmkMetadata::keyId).toList();
    }

    @Test
    void filterTakesTheArnOfAKey() {
        assertThat(found(KeyFilter.ALL.withKeyIds(cmk.arn()))).containsExactly(cmk.keyId());
    }

    private static Arguments call(String name, BiConsumer<KmsEngine, String> call) {
        return Arguments.of(name, call);
    }

    /** Each call with a key id as it is; it may fail for other reasons than its name. */
    static Stream<Arguments> callsWithoutAliases() {
        return Stream.of(
                call("UpdateKeyDescription", (kms, key) -> kms.keys().updateDescription(key, "x")),
                call("DisableKey", (kms, id) -> kms.keys().disable(id)),
                call("EnableKey", (kms, id) -> kms.keys().enable(id)),
                call("ScheduleKeyDeletion", (kms, key) -> kms.keys().scheduleDeletion(key, 7)),
                call("CancelKeyDeletion", (kms, id) -> kms.keys().cancelDeletion(id)),
                call(
                        "SetDeletionProtection",
                        (kms, key) -> kms.keys().enableDeletionProtection(key, "")),
                call(
                        "UpdateRotationPolicy",
                        (kms, key) -> kms.keys().updateRotationPolicy(key, null)),
                call("TagResource", (kms, key) -> kms.tags().tag(key, Map.of("a", "b"))),
                call("UntagResource", (kms, key) -> kms.tags().untag(key, List.of("a"))),
                call("ListResourceTags", (kms, id) -> kms.tags().list(id)),
                call("ListAliasesByKeyId", (kms, key) -> kms.aliases().list(key, PAGE)),
                call("CreateAlias", (kms, key) -> kms.aliases().create("another", key)),
                call("UpdateAlias", (kms, key) -> kms.aliases().update("orders", key)),
                call(
                        "GetParametersForImport",
                        (kms, key) ->
                                kms.imports()
                                        .parameters(
                                                key,
                                                KeySpec.RSA_2048,
                                                WrappingAlgorithm.RSAES_OAEP_SHA_256)),
                call(
                        "ImportKeyMaterial",
                        (kms, key) ->
                                kms.imports().importMaterial(key, new byte[9], new byte[9], null)),
                call("DeleteKeyMaterial", (kms, id) -> kms.imports().deleteMaterial(id)));
    }

    static Stream<Arguments> callsWithAliases() {
        return Stream.of(
                call("DescribeKey", (kms, id) -> kms.keys().describe(id)),
                call("CreateKeyVersion", (kms, id) -> kms.creations().createVersion(id)),
                call("DescribeKeyVersion", (kms, key) -> kms.keys().describeVersion(key, "none")),
                call("GetPublicKey", (kms, key) -> kms.asymmetric().getPublicKey(key, null)),
                call(
                        "AsymmetricSign",
                        (kms, key) ->
                                kms.asymmetric()
                                        .sign(
                                                key,
                                                "none",
                                                SigningAlgorithm.ECDSA_SHA_256,
                                                new byte[32])),
                call("GenerateMac", (kms, key) -> kms.macs().generate(key, null, new byte[1])),
                call("certificate chain", (kms, id) -> kms.keys().certificateChain(id)),
                call(
                        "Encrypt",
                        (kms, key) ->
                                kms.encryption()
                                        .encrypt(
                                                KmsCall.ENCRYPT,
                                                key,
                                                new byte[1],
                                                EncryptionContext.empty())),
                call(
                        "GenerateDataKey",
                        (kms, key) -> kms.dataKeys().generate(DataKeySpec.of(key))));
    }

    static Stream<Arguments> allCalls() {
        return Stream.concat(callsWithoutAliases(), callsWithAliases());
    }

    private static String outcome(ThrowingCallable call) {
        try {
            call.call();
            return "OK";
        } catch (Throwable e) {
            return e.getMessage();
        }
    }

    private String newKey(Origin origin) {
        return engine.creations()
                .createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).origin(origin).build())
                .keyId();
    }

    /** Of two CMKs that are alike one is called by its key id, the other by its ARN. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("allCalls")
    void arnOfAKeyIsTakenForItsKeyId(String name, BiConsumer<KmsEngine, String> call) {
        for (Origin origin : Origin.values()) {
            String one = newKey(origin);
            String byId = outcome(() -> call.accept(engine, one)).replace(one, "KEY");
            if (byId.equals("OK") && name.equals("CreateAlias")) {
                engine.aliases().delete("another");
            }
            String other = newKey(origin);
            assertThat(outcome(() -> call.accept(engine, OURS + "key/" + other)))
                    .isEqualTo(byId.replace("KEY", other))
                    .doesNotContain("KeyNotFound");
        }
        assertThat(engine.audit().list(0, 100))
                .allSatisfy(
                        record ->
                                assertThat(record.keyId().orElse(""))
                                        .as(record.call())
                                        .doesNotContain("acs:"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("callsWithoutAliases")
    void arnOfAnAliasIsRefusedAsTheAliasIs(String name, BiConsumer<KmsEngine, String> call) {
        refused(KmsErrorCode.UNSUPPORTED_ALIAS, () -> call.accept(engine, OURS + "alias/orders"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("callsWithAliases")
    void arnOfAnAliasIsTakenForTheAlias(String name, BiConsumer<KmsEngine, String> call) {
        assertThat(outcome(() -> call.accept(engine, OURS + "alias/orders")))
                .isEqualTo(outcome(() -> call.accept(engine, "alias/orders")));
        refused(KmsErrorCode.ALIAS_NOT_FOUND, () -> call.accept(engine, OURS + "alias/nobody"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allCalls")
    void arnOfAnotherAccountOrRegionIsNotFound(String name, BiConsumer<KmsEngine, String> call) {
        refused(
                        KmsErrorCode.KEY_NOT_FOUND,
                        () -> call.accept(engine, "acs:kms:eu-central-1:77:key/" + cmk.keyId()))
                .hasMessageContaining("account 77 in region eu-central-1")
                .hasMessageContaining("account 1540355698848459 in region eu-central-1");
        refused(
                        KmsErrorCode.KEY_NOT_FOUND,
                        () ->
                                call.accept(
                                        engine,
                                        "acs:kms:cn-hangzhou:1540355698848459:alias/orders"))
                .hasMessageContaining("region cn-hangzhou, this KMS is");
        refused(KmsErrorCode.KEY_NOT_FOUND, () -> call.accept(engine, OURS + "key/alias/orders"));
    }

    @ParameterizedTest
    @NullAndEmptySource
    void missingKeyIdIsAMissingParameter(String none) {
        callsWithoutAliases()
                .map(Arguments::get)
                .forEach(
                        call ->
                                refused(KmsErrorCode.MISSING_PARAMETER, () -> on(call, none))
                                        .hasMessageContaining("KeyId is missing"));
        refused(KmsErrorCode.MISSING_PARAMETER, () -> engine.keys().describe(none));
        refused(KmsErrorCode.MISSING_PARAMETER, () -> engine.aliases().create(none, cmk.keyId()));
        refused(KmsErrorCode.MISSING_PARAMETER, () -> engine.aliases().delete(none));
    }

    @SuppressWarnings("unchecked")
    private void on(Object[] call, String keyId) {
        ((BiConsumer<KmsEngine, String>) call[1]).accept(engine, keyId);
    }

    @Test
    void keyStoreNamesAreAliasesNotArns() {
        assertThat(engine.lookup().version("orders")).isNotNull();
        assertThat(engine.lookup().version(cmk.arn())).isNull();
        assertThat(engine.lookup().version(OURS + "alias/orders")).isNull();
    }

    @Test
    void oldBlobsAreOpenedUnderAnotherAccount() {
        byte[] blob =
                engine.encryption()
                        .encrypt(
                                KmsCall.ENCRYPT,
                                cmk.arn(),
                                new byte[] {7},
                                EncryptionContext.empty())
                        .toByteArray();
        clock.advance(Duration.ofSeconds(1));
        try (KmsEngine renamed = open("2", "cn-hangzhou", "user")) {
            assertThat(
                            renamed.encryption()
                                    .decrypt(KmsCall.DECRYPT, null, blob, EncryptionContext.empty())
                                    .plaintext())
                    .containsExactly(7);
        }
    }
}
