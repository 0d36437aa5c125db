package org.kmsjca.kms.engine;

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
        return engine.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
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
                engine.creations()
                        .createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).tag("a", "1").build())
                        .keyId();
        engine.tags().tag(key, Map.of("b", "2", "c", ""));
        engine.tags().tag(key, Map.of("a", "3"));
        engine.tags().untag(key, List.of("b", "never-there"));
        engine.keys().updateDescription(key, "changed since");
        engine.aliases().create("named", key);
        close();
        open();
        assertThat(engine.tags().list(key)).isEqualTo(Map.of("a", "3", "c", ""));
        assertThat(engine.store().check()).isEmpty();
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
                    KmsErrorCode.INVALID_PARAMETER, () -> engine.tags().tag(key, Map.of(bad, "v")));
        }
        for (String good : List.of("a", "Az09/\\_-.+=:@", "acs", "xaliyun", "x".repeat(128))) {
            engine.tags().tag(key, Map.of(good, good));
        }
        assertThat(engine.tags().list(key)).hasSize(5);
    }

    @Test
    void valuesOfOtherFormAreRefused() {
        String key = create();
        for (String bad : List.of("a b", "\u00e4", "x".repeat(129))) {
            refusedWith(
                    KmsErrorCode.INVALID_PARAMETER, () -> engine.tags().tag(key, Map.of("k", bad)));
        }
    }

    @Test
    void keyHasAtMostTwentyTags() {
        String key = create();
        engine.tags().tag(key, tags(20));
        engine.tags().tag(key, Map.of("tag7", "other"));
        refusedWith(KmsErrorCode.LIMIT_EXCEEDED, () -> engine.tags().tag(key, Map.of("more", "")));
        refusedWith(KmsErrorCode.LIMIT_EXCEEDED, () -> engine.tags().tag(create(), tags(21)));
        var builder = CmkSpec.builder(KeySpec.ALIYUN_AES_256);
        tags(20).forEach(builder::tag);
        refusedWith(KmsErrorCode.LIMIT_EXCEEDED, () -> builder.tag("more", ""));
        assertThat(engine.creations().createKey(builder.build()).tags()).hasSize(20);
    }

    @Test
    void dyingKeyKeepsItsTags() {
        String key = create();
        engine.tags().tag(key, Map.of("a", "1"));
        engine.keys().scheduleDeletion(key, 7);
        refusedWith(KmsErrorCode.PENDING_DELETION, () -> engine.tags().tag(key, Map.of("b", "2")));
        refusedWith(KmsErrorCode.PENDING_DELETION, () -> engine.tags().untag(key, List.of("a")));
        assertThat(engine.tags().list(key)).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void aliasIsNoResource() {
        engine.aliases().create("named", create());
        refusedWith(
                KmsErrorCode.UNSUPPORTED_ALIAS,
                () -> engine.tags().tag("alias/named", Map.of("a", "1")));
        refusedWith(KmsErrorCode.UNSUPPORTED_ALIAS, () -> engine.tags().list("alias/named"));
    }

    @Test
    void keysAreFoundByTheirTags() {
        String first = create();
        String second = create();
        create();
        engine.tags().tag(first, Map.of("team", "orders", "stage", "test"));
        engine.tags().tag(second, Map.of("team", "billing", "for", "orders"));

        assertThat(found(KeyFilter.ALL.withTagKeys("team")))
                .containsExactlyInAnyOrder(first, second);
        assertThat(found(KeyFilter.ALL.withTagValues("orders", "x")))
                .containsExactlyInAnyOrder(first, second);
        assertThat(found(KeyFilter.ALL.withTagKeys("team").withTagValues("orders")))
                .containsExactly(first);
        assertThat(found(KeyFilter.ALL.withTagKeys("nothing"))).isEmpty();
    }

    private List<String> found(KeyFilter filter) {
        return engine.keys().list(filter, new PageRequest(1, 100)).items().stream()
                .map(CmkMetadata::keyId)
                .toList();
    }
}
