package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kmsjca.CmkMetadata;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.ChildJvm;
import org.kmsjca.conformance.support.EngineAhead;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.TestToken;
import org.kmsjca.conformance.support.TokenLimits;
import org.opentest4j.TestAbortedException;

/**
 * A process encrypts under every transformation with a secret key and ends, this one rotates, a
 * third one decrypts or is refused; neither of them ever gets a wrong plaintext.
 */
@Tag("once")
class RotatedProcessesTest extends FreshKms {
    /** A transformation and the CMK that it uses. */
    private record Use(String transformation, String alias) {
        boolean findsTheVersion() {
            return RotatedCiphersTest.findsTheVersion(transformation);
        }
    }

    private final Map<Use, String> firstVersions = new HashMap<>();

    private List<Use> create() {
        List<Use> uses = new ArrayList<>();
        KmsException lack = null;
        for (String service : RotatedCiphersTest.services()) {
            var use = new Use(ServiceKeys.algorithm(service), "cmk-" + uses.size());
            if (level() == ProtectionLevel.HSM && TokenLimits.lacks(use.transformation())) {
                continue;
            }
            try {
                CmkMetadata cmk = kms().create(use.alias(), ServiceKeys.spec(service));
                firstVersions.put(use, cmk.primaryKeyVersion().orElseThrow());
                uses.add(use);
            } catch (KmsException e) {
                lack = e;
                assertThat(level() == ProtectionLevel.HSM && TokenLimits.isLack(e))
                        .as("%s", e)
                        .isTrue();
            }
        }
        if (TestToken.isNamed() && uses.isEmpty()) {
            throw new TestAbortedException("no cipher finds a key", lack);
        }
        assertThat(uses).hasSizeGreaterThan(15);
        return uses;
    }

    private List<String> run(String command, Path messages) throws IOException {
        return ChildJvm.run(
                RotatedProgram.class,
                List.of(),
                command,
                kms().configuration().toString(),
                messages.toString());
    }

    @Test
    void whatAProcessEncryptedAnotherDecryptsAfterTheRotationOrIsRefused() throws Exception {
        List<Use> uses = create();
        Path messages = directory().resolve("messages");
        Files.write(
                messages,
                uses.stream().map(use -> use.transformation() + " " + use.alias()).toList(),
                StandardCharsets.UTF_8);
        assertThat(run("encrypt", messages)).contains("encrypted " + uses.size());

        for (Use use : uses) {
            EngineAhead.createVersion(
                    kms().configuration(), Duration.ofDays(8), kms().keyId(use.alias()));
        }
        alsoByVersion(messages, uses);

        Map<String, String> answers = new HashMap<>();
        for (String line : run("decrypt", messages)) {
            String[] words = line.split(" ", 4);
            if (words.length == 4) {
                answers.put(words[0] + " " + words[1] + " " + words[2], words[3]);
            }
        }
        for (Use use : uses) {
            assertAnswers(use, answers);
        }
    }

    /** The same messages once more, for handles of the first version. */
    private void alsoByVersion(Path messages, List<Use> uses) throws IOException {
        List<String> all = new ArrayList<>(Files.readAllLines(messages, StandardCharsets.UTF_8));
        for (int i = 0; i < uses.size(); i++) {
            Use use = uses.get(i);
            String named = use.alias() + "#" + firstVersions.get(use);
            all.add(all.get(i).replace(" " + use.alias() + " ", " " + named + " "));
        }
        Files.write(messages, all, StandardCharsets.UTF_8);
    }

    private void assertAnswers(Use use, Map<String, String> answers) {
        String unnamed = use.transformation() + " " + use.alias();
        String named = unnamed + "#" + firstVersions.get(use);
        boolean wraps = !use.transformation().contains("Envelope");
        for (String what : List.of("data ", "key ")) {
            String right = what.equals("data ") || wraps ? "right" : "none";
            assertThat(answers.get(what + named)).as(what + named).isEqualTo(right);
            if (use.findsTheVersion()) {
                assertThat(answers.get(what + unnamed)).as(what + unnamed).isEqualTo(right);
            } else {
                assertThat(answers.get(what + unnamed))
                        .as(what + unnamed)
                        .startsWith("InvalidKeyException")
                        .contains("<alias>#<version id>");
            }
        }
    }
}
