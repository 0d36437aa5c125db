package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kmsjca.kms.engine.FidelityKms.refused;

import java.util.List;
import org.kmsjca.Alias;
import org.kmsjca.PageRequest;

/** CreateAlias, UpdateAlias, DeleteAlias, ListAliases, ListAliasesByKeyId. */
final class FidelityOfAliases {
    private static final String CREATE = "CreateAlias";
    private static final String UPDATE = "UpdateAlias";
    private static final String DELETE = "DeleteAlias";

    static final List<FidelityRule> RULES =
            List.of(
                    // HELP manage-a-key-alias (June 2025), GO create_alias_request_model
                    new FidelityRule(
                            CREATE,
                            "alias/ and 1 to 255 of [A-Za-z0-9_/-]",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().aliases().create("alias/" + "a".repeat(255), keyId);
                                kms.engine().aliases().create("alias/Team_1/pay-roll", keyId);
                                for (String wrong :
                                        List.of(
                                                "alias/",
                                                "alias/" + "a".repeat(256),
                                                "alias/two words",
                                                "alias/dot.ted",
                                                "alias/a#b",
                                                "alias/schl\u00fcssel")) {
                                    refused(
                                            "InvalidParameter",
                                            400,
                                            () -> kms.engine().aliases().create(wrong, keyId));
                                }
                            }),
                    // D21 Responses
                    new FidelityRule(
                            CREATE,
                            "an alias is one CMK's",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().aliases().create("alias/one", keyId);
                                refused(
                                        "AliasAlreadyExists",
                                        400,
                                        () ->
                                                kms.engine()
                                                        .aliases()
                                                        .create("alias/one", kms.aes()));
                                refused(
                                        "AliasAlreadyExists",
                                        400,
                                        () -> kms.engine().aliases().create("alias/one", keyId));
                            }),
                    // D21, zh table of states
                    new FidelityRule(
                            CREATE,
                            "not of a CMK in PendingDeletion",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().keys().scheduleDeletion(keyId, 7);
                                refused(
                                        "Rejected.StateModifiedFailed",
                                        409,
                                        () -> kms.engine().aliases().create("alias/late", keyId));
                            }),
                    // D21 CreateAlias: KeyId only
                    new FidelityRule(
                            CREATE,
                            "its KeyId is no alias",
                            kms -> {
                                kms.engine().aliases().create("alias/one", kms.aes());
                                refused(
                                        "Unsupported.Alias",
                                        400,
                                        () ->
                                                kms.engine()
                                                        .aliases()
                                                        .create("alias/two", "alias/one"));
                            }),
                    // D21 UpdateAlias
                    new FidelityRule(
                            UPDATE,
                            "moves an alias that there is to another CMK",
                            kms -> {
                                String first = kms.aes();
                                String second = kms.aes();
                                kms.engine().aliases().create("alias/moving", first);
                                kms.engine().aliases().update("alias/moving", second);
                                assertThat(kms.describe("alias/moving").keyId()).isEqualTo(second);
                                assertThat(kms.describe(first).aliases()).isEmpty();
                                refused(
                                        "Forbidden.AliasNotFound",
                                        404,
                                        () -> kms.engine().aliases().update("alias/none", second));
                            }),
                    // D21, zh table of states
                    new FidelityRule(
                            UPDATE,
                            "not to a CMK in PendingDeletion",
                            kms -> {
                                kms.engine().aliases().create("alias/moving", kms.aes());
                                String going = kms.aes();
                                kms.engine().keys().scheduleDeletion(going, 7);
                                refused(
                                        "Rejected.PendingDeletion",
                                        409,
                                        () -> kms.engine().aliases().update("alias/moving", going));
                            }),
                    // D21 DeleteAlias
                    new FidelityRule(
                            DELETE,
                            "in every state of the CMK, which stays",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().aliases().create("alias/brief", keyId);
                                kms.engine().keys().scheduleDeletion(keyId, 7);
                                kms.engine().aliases().delete("alias/brief");
                                assertThat(kms.describe(keyId).aliases()).isEmpty();
                                refused(
                                        "Forbidden.AliasNotFound",
                                        404,
                                        () -> kms.engine().aliases().delete("alias/brief"));
                            }),
                    // D21 ListAliases, ListAliasesByKeyId
                    new FidelityRule(
                            "ListAliases",
                            "all, or those of a CMK",
                            kms -> {
                                String one = kms.aes();
                                kms.engine().aliases().create("alias/b", one);
                                kms.engine().aliases().create("alias/a", one);
                                kms.engine().aliases().create("alias/c", kms.aes());
                                assertThat(kms.engine().aliases().list(PageRequest.FIRST).items())
                                        .extracting(Alias::aliasName)
                                        .containsExactly("alias/a", "alias/b", "alias/c");
                                assertThat(
                                                kms.engine()
                                                        .aliases()
                                                        .list(one, PageRequest.FIRST)
                                                        .items())
                                        .extracting(Alias::aliasName)
                                        .containsExactly("alias/a", "alias/b");
                            }),
                    // D21 ListAliasesByKeyId: "KeyId: the globally unique ID of the CMK"
                    new FidelityRule(
                            "ListAliasesByKeyId",
                            "its KeyId is no alias",
                            kms -> {
                                kms.engine().aliases().create("alias/one", kms.aes());
                                refused(
                                        "Unsupported.Alias",
                                        400,
                                        () ->
                                                kms.engine()
                                                        .aliases()
                                                        .list("alias/one", PageRequest.FIRST));
                            }));

    private FidelityOfAliases() {}
}
