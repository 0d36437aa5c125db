package org.kmsjca.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.PageRequest;
import org.kmsjca.config.Configuration;

class TagTest {
    @TempDir private Path home;
    private KmsEngine engine;

    @BeforeEach
    void open() {
        engine = EngineFactory.open(Configuration.defaults(home), Clock.systemUTC(), null);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private String create() {
        return engine.createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
    }

    private static void refusedWith(KmsErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Map<String, String> tags(int number) {
        Map<String, String> tags = new TreeMap<>();
        for (int i = 0; i < number; i++) {
            tags.put("tag" + i, "value");
        }
        return tags;
    }

    @Test
    void tagsAreGivenReplacedAndTakenAndOutliveTheEngine() {
        String key =
                engine.createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).tag("a", "1").build())
                        .keyId();
        engine.tagResource(key, Map.of("b", "2", "c", ""));
        engine.tagResource(key, Map.of("a", "3"));
        engine.untagResource(key, List.of("b", "never-there"));
        engine.updateKeyDescription(key, "changed since");
        engine.createAlias("named", key);
        close();
        open();
        assertThat(engine.listResourceTags(key)).isEqualTo(Map.of("a", "3", "c", ""));
        assertThat(engine.checkStore()).isEmpty();
    }

    @Test
    void keysOfOtherFormAreRefused() {
        String key = create();
        for (String bad :
                List.of(
                        "",
                        "a b",
                        "\u00e4",
                        "a*",
                        "aliyun",
                        "aliyunx",
                        "Aliyun",
                        "acs:x",
                        "x".repeat(129))) {
            refusedWith(
                    KmsErrorCode.INVALID_PARAMETER,
                    () -> engine.tagResource(key, Map.of(bad, "v")));
        }
        for (String good : List.of("a", "Az09/\\_-.+=:@", "acs", "xaliyun", "x".repeat(128))) {
            engine.tagResource(key, Map.of(good, good));
        }
        assertThat(engine.listResourceTags(key)).hasSize(5);
    }

    @Test
    void valuesOfOtherFormAreRefused() {
        String key = create();
        for (String bad : List.of("a b", "\u00e4", "x".repeat(129))) {
            refusedWith(
                    KmsErrorCode.INVALID_PARAMETER,
                    () -> engine.tagResource(key, Map.of("k", bad)));
        }
    }

    @Test
    void keyHasAtMostTwentyTags() {
        String key = create();
        engine.tagResource(key, tags(20));
        engine.tagResource(key, Map.of("tag7", "other"));
        refusedWith(KmsErrorCode.LIMIT_EXCEEDED, () -> engine.tagResource(key, Map.of("more", "")));
        refusedWith(KmsErrorCode.LIMIT_EXCEEDED, () -> engine.tagResource(create(), tags(21)));
        var builder = CmkSpec.builder(KeySpec.ALIYUN_AES_256);
        tags(20).forEach(builder::tag);
        refusedWith(KmsErrorCode.LIMIT_EXCEEDED, () -> builder.tag("more", ""));
        assertThat(engine.createKey(builder.build()).tags()).hasSize(20);
    }

    @Test
    void dyingKeyKeepsItsTags() {
        String key = create();
        engine.tagResource(key, Map.of("a", "1"));
        engine.scheduleKeyDeletion(key, 7);
        refusedWith(KmsErrorCode.PENDING_DELETION, () -> engine.tagResource(key, Map.of("b", "2")));
        refusedWith(KmsErrorCode.PENDING_DELETION, () -> engine.untagResource(key, List.of("a")));
        assertThat(engine.listResourceTags(key)).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void aliasIsNoResource() {
        engine.createAlias("named", create());
        refusedWith(
                KmsErrorCode.UNSUPPORTED_ALIAS,
                () -> engine.tagResource("alias/named", Map.of("a", "1")));
        refusedWith(KmsErrorCode.UNSUPPORTED_ALIAS, () -> engine.listResourceTags("alias/named"));
    }

    @Test
    void keysAreFoundByTheirTags() {
        String first = create();
        String second = create();
        create();
        engine.tagResource(first, Map.of("team", "orders", "stage", "test"));
        engine.tagResource(second, Map.of("team", "billing", "for", "orders"));

        assertThat(found(KeyFilter.ALL.withTagKeys("team")))
                .containsExactlyInAnyOrder(first, second);
        assertThat(found(KeyFilter.ALL.withTagValues("orders", "x")))
                .containsExactlyInAnyOrder(first, second);
        assertThat(found(KeyFilter.ALL.withTagKeys("team").withTagValues("orders")))
                .containsExactly(first);
        assertThat(found(KeyFilter.ALL.withTagKeys("nothing"))).isEmpty();
    }

    private List<String> found(KeyFilter filter) {
        return engine.listKeys(filter, new PageRequest(1, 100)).items().stream()
                .map(CmkMetadata::keyId)
                .toList();
    }
}
