package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kmsjca.kms.engine.FidelityKms.days;
import static org.kmsjca.kms.engine.FidelityKms.refused;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;
import org.kmsjca.PageRequest;
import org.kmsjca.ProtectionLevel;

/** CreateKey, DescribeKey, ListKeys, UpdateKeyDescription and the calls on tags. */
final class FidelityOfCreation {
    private static final String CREATE = "CreateKey";
    private static final String DESCRIBE = "DescribeKey";
    private static final String LIST = "ListKeys";

    static final List<FidelityRule> RULES =
            List.of(
                    // SEED, GO, TF; REAL: CreateKey with a Description only
                    new FidelityRule(
                            CREATE,
                            "no KeySpec is Aliyun_AES_256",
                            kms -> {
                                CmkMetadata cmk =
                                        kms.engine()
                                                .creations()
                                                .createKey(CmkSpec.builder().build());
                                assertThat(cmk.keySpec()).hasToString("Aliyun_AES_256");
                                assertThat(cmk.keyUsage()).hasToString("ENCRYPT/DECRYPT");
                                assertThat(cmk.primaryKeyVersion()).isPresent();
                            }),
                    // GO create_key_request_model; TF has ENCRYPT/DECRYPT: the sources disagree
                    new FidelityRule(
                            CREATE,
                            "no KeyUsage is SIGN/VERIFY where the KeySpec can sign",
                            kms -> {
                                assertThat(kms.describe(kms.create(KeySpec.RSA_2048)).keyUsage())
                                        .isEqualTo(KeyUsage.SIGN_VERIFY);
                                assertThat(kms.describe(kms.create(KeySpec.EC_SM2)).keyUsage())
                                        .isEqualTo(KeyUsage.SIGN_VERIFY);
                            }),
                    // SEED, table of algorithms
                    new FidelityRule(
                            CREATE,
                            "RSA and SM2 encrypt or sign, ECC signs, AES and SM4 encrypt",
                            kms -> {
                                for (String spec : List.of("RSA_2048", "EC_SM2")) {
                                    create(kms, spec, KeyUsage.ENCRYPT_DECRYPT);
                                    create(kms, spec, KeyUsage.SIGN_VERIFY);
                                }
                                for (String spec : List.of("Aliyun_AES_256", "Aliyun_SM4")) {
                                    create(kms, spec, KeyUsage.ENCRYPT_DECRYPT);
                                    refused(
                                            "InvalidParameter",
                                            () -> create(kms, spec, KeyUsage.SIGN_VERIFY));
                                }
                                for (String spec : List.of("EC_P256", "EC_P256K")) {
                                    create(kms, spec, KeyUsage.SIGN_VERIFY);
                                    refused(
                                            "InvalidParameter",
                                            () -> create(kms, spec, KeyUsage.ENCRYPT_DECRYPT));
                                }
                            }),
                    // D21 CreateKey
                    new FidelityRule(
                            CREATE,
                            "Description has 0 to 8,192 characters",
                            kms -> {
                                kms.engine().creations().createKey(described("d".repeat(8192)));
                                refused(
                                        "InvalidParameter",
                                        400,
                                        () ->
                                                kms.engine()
                                                        .creations()
                                                        .createKey(described("d".repeat(8193))));
                            }),
                    // D21 CreateKey
                    new FidelityRule(
                            CREATE,
                            "names of parameters' values are case-sensitive",
                            kms -> refused("InvalidParameter", () -> KeySpec.of("rsa_2048"))),
                    // D21 CreateKey: asymmetric ones were refused; HELP: allowed in instances
                    new FidelityRule(
                            CREATE,
                            "Origin EXTERNAL waits for its material",
                            kms -> {
                                String keyId = kms.external(KeySpec.ALIYUN_AES_256);
                                assertThat(kms.state(keyId)).isEqualTo("PendingImport");
                                assertThat(kms.describe(keyId).primaryKeyVersion()).isEmpty();
                            }),
                    // D21 CreateKey; TF, note on automatic rotation
                    new FidelityRule(
                            CREATE,
                            "a RotationInterval is not for Origin EXTERNAL nor asymmetric keys",
                            kms -> {
                                refused(
                                        "UnsupportedOperation",
                                        () ->
                                                kms.engine()
                                                        .creations()
                                                        .createKey(
                                                                rotated(KeySpec.ALIYUN_AES_256, 30)
                                                                        .origin(Origin.EXTERNAL)
                                                                        .build()));
                                refused(
                                        "UnsupportedOperation",
                                        () ->
                                                kms.engine()
                                                        .creations()
                                                        .createKey(
                                                                rotated(KeySpec.RSA_2048, 30)
                                                                        .build()));
                            }),
                    // D21, GO: 7 to 730 days (7 to 365 in GO CreateKey and HELP)
                    new FidelityRule(
                            CREATE,
                            "a RotationInterval has 7 to 730 days",
                            kms -> {
                                for (int days : new int[] {7, 730}) {
                                    CmkSpec spec = rotated(KeySpec.ALIYUN_AES_256, days).build();
                                    CmkMetadata cmk = kms.engine().creations().createKey(spec);
                                    assertThat(cmk.rotation().interval()).isEqualTo(days(days));
                                }
                                for (int days : new int[] {6, 731}) {
                                    refused(
                                            "InvalidParameter",
                                            () ->
                                                    kms.engine()
                                                            .creations()
                                                            .createKey(
                                                                    rotated(
                                                                                    KeySpec
                                                                                            .ALIYUN_AES_256,
                                                                                    days)
                                                                            .build()));
                                }
                            }),
                    // D21 Responses
                    new FidelityRule(
                            CREATE,
                            "ProtectionLevel HSM where there is no HSM",
                            kms ->
                                    refused(
                                            "Unsupported.ProtectionLevel",
                                            400,
                                            () ->
                                                    kms.engine()
                                                            .creations()
                                                            .createKey(
                                                                    CmkSpec.builder()
                                                                            .protectionLevel(
                                                                                    ProtectionLevel
                                                                                            .HSM)
                                                                            .build()))),
                    // GO: id or alias; D21: both
                    new FidelityRule(
                            DESCRIBE,
                            "a key id or an alias",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().aliases().create("alias/orders", keyId);
                                assertThat(kms.describe("alias/orders"))
                                        .isEqualTo(kms.describe(keyId));
                                refused(
                                        "Forbidden.KeyNotFound",
                                        404,
                                        () -> kms.describe("00000000-0000-4000-8000-000000000000"));
                                refused(
                                        "Forbidden.AliasNotFound",
                                        404,
                                        () -> kms.describe("alias/none"));
                            }),
                    // D21 DescribeKey, REAL: PrimaryKeyVersion is "" there
                    new FidelityRule(
                            DESCRIBE,
                            "only symmetric keys have a PrimaryKeyVersion",
                            kms -> {
                                assertThat(kms.describe(kms.aes()).primaryKeyVersion()).isPresent();
                                assertThat(
                                                kms.describe(kms.create(KeySpec.RSA_2048))
                                                        .primaryKeyVersion())
                                        .isEmpty();
                            }),
                    // SEED: "its Creator attribute is set to the ID of your Alibaba Cloud account"
                    new FidelityRule(
                            DESCRIBE,
                            "the Creator of a user's CMK is the account's id",
                            kms -> {
                                kms.configure("account=1540000000000001");
                                assertThat(kms.describe(kms.aes()).creator())
                                        .isEqualTo("1540000000000001");
                            }),
                    // GO describe_key_response_body_model, REAL: Arn; AliasArn of ListAliases
                    new FidelityRule(
                            DESCRIBE,
                            "CMKs and aliases have ARNs, which are taken as KeyId",
                            kms -> {
                                kms.configure("account=1540000000000001\nregion=cn-beijing");
                                String keyId = kms.aes();
                                kms.engine().aliases().create("alias/orders", keyId);
                                String arn = "acs:kms:cn-beijing:1540000000000001:";
                                assertThat(kms.describe(keyId).arn())
                                        .isEqualTo(arn + "key/" + keyId);
                                assertThat(
                                                kms.engine()
                                                        .aliases()
                                                        .list(PageRequest.FIRST)
                                                        .items()
                                                        .get(0)
                                                        .aliasArn())
                                        .isEqualTo(arn + "alias/orders");
                                for (String name : List.of("key/" + keyId, "alias/orders")) {
                                    assertThat(kms.describe(arn + name).keyId()).isEqualTo(keyId);
                                }
                                refused(
                                        "Forbidden.KeyNotFound",
                                        404,
                                        () ->
                                                kms.describe(
                                                        "acs:kms:cn-beijing:1540000000000002:key/"
                                                                + keyId));
                            }),
                    // META: MissingParameter, 400
                    new FidelityRule(
                            DESCRIBE,
                            "no KeyId is a missing parameter",
                            kms -> refused("MissingParameter", 400, () -> kms.describe(""))),
                    // GO list_keys_request_model: Filters, AND of keys, OR of values
                    new FidelityRule(
                            LIST,
                            "all conditions must hold, each with any of its values",
                            kms -> {
                                String enabled = kms.aes();
                                String disabled = kms.aes();
                                kms.engine().keys().disable(disabled);
                                kms.create(KeySpec.RSA_2048);
                                KeyFilter filter =
                                        KeyFilter.ALL
                                                .withKeySpecs(
                                                        KeySpec.ALIYUN_AES_256, KeySpec.ALIYUN_SM4)
                                                .withKeyStates(KeyState.ENABLED, KeyState.DISABLED);
                                assertThat(
                                                kms.engine()
                                                        .keys()
                                                        .list(filter, PageRequest.FIRST)
                                                        .items())
                                        .extracting(CmkMetadata::keyId)
                                        .containsExactlyInAnyOrder(enabled, disabled);
                            }),
                    // D21 ListKeys
                    new FidelityRule(
                            LIST,
                            "PageSize is 10 unless said, 1 to 100",
                            kms -> {
                                assertThat(PageRequest.FIRST.pageSize()).isEqualTo(10);
                                refused("InvalidParameter", () -> new PageRequest(1, 0));
                                refused("InvalidParameter", () -> new PageRequest(1, 101));
                                refused("InvalidParameter", () -> new PageRequest(0, 10));
                            }),
                    // D21 UpdateKeyDescription: KeyId only
                    new FidelityRule(
                            "UpdateKeyDescription",
                            "a key id only",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().keys().updateDescription(keyId, "salaries");
                                assertThat(kms.describe(keyId).description()).isEqualTo("salaries");
                                kms.engine().aliases().create("alias/orders", keyId);
                                refused(
                                        "Unsupported.Alias",
                                        400,
                                        () ->
                                                kms.engine()
                                                        .keys()
                                                        .updateDescription(
                                                                "alias/orders", "other"));
                            }),
                    // GO tag_resource: 20; D21: 10; UNVERIFIED: the code
                    new FidelityRule(
                            "TagResource",
                            "at most 20 tags",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().tags().tag(keyId, tags(20));
                                assertThat(kms.engine().tags().list(keyId)).hasSize(20);
                                refused(
                                        "Rejected.LimitExceeded",
                                        () -> kms.engine().tags().tag(keyId, Map.of("more", "1")));
                            }),
                    // D21 UntagResource
                    new FidelityRule(
                            "UntagResource",
                            "takes tags away by their keys",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().tags().tag(keyId, Map.of("team", "pay", "env", ""));
                                kms.engine().tags().untag(keyId, List.of("team", "none"));
                                assertThat(kms.engine().tags().list(keyId))
                                        .isEqualTo(Map.of("env", ""));
                            }));

    private FidelityOfCreation() {}

    private static void create(FidelityKms kms, String spec, KeyUsage usage) {
        kms.engine().creations().createKey(CmkSpec.builder(KeySpec.of(spec)).usage(usage).build());
    }

    private static CmkSpec described(String text) {
        return CmkSpec.builder().description(text).build();
    }

    private static CmkSpec.Builder rotated(KeySpec spec, int days) {
        return CmkSpec.builder(spec).rotationInterval(days(days).orElseThrow());
    }

    private static Map<String, String> tags(int count) {
        return IntStream.range(0, count)
                .boxed()
                .collect(Collectors.toMap(i -> "key" + i, i -> "value"));
    }
}
