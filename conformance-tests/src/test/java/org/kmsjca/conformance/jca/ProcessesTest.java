package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kmsjca.Diagnosis;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.ChildJvm;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.KmsUnderTest;

/** Two processes on one store. */
@Tag("once")
class ProcessesTest extends FreshKms {
    private static final int KILLS = 6;
    private static final int RACES = 30;

    /** A conversation with the other process. */
    private static final class Conversation implements AutoCloseable {
        private final Process process;
        private final BufferedReader answers;
        private final BufferedWriter commands;

        Conversation(KmsUnderTest kms) throws IOException {
            process =
                    ChildJvm.start(AnotherProcess.class, List.of(), kms.configuration().toString());
            answers = process.inputReader();
            commands = process.outputWriter();
            assertThat(next()).isEqualTo("ready");
        }

        /** The next answer; lines of the logger do not count. */
        String next() throws IOException {
            String line = answers.readLine();
            while (line != null && !line.matches("[A-Za-z.]+")) {
                line = answers.readLine();
            }
            return line;
        }

        void say(String command) throws IOException {
            commands.write(command + "\n");
            commands.flush();
        }

        String ask(String command) throws IOException {
            say(command);
            return next();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void disablingByAnotherProcessIsSeenByTheNextOperation() throws Exception {
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        SecretKey handle = kms().secretKey("aes");
        String id = kms().keyId("aes");
        try (Conversation other = new Conversation(kms())) {
            for (int i = 0; i < 20; i++) {
                kms().cipher("AES/GCM/NoPadding").init(Cipher.ENCRYPT_MODE, handle);
                assertThat(other.ask("disable " + id)).isEqualTo("done");
                assertThatThrownBy(
                                () ->
                                        kms().cipher("AES/GCM/NoPadding")
                                                .init(Cipher.ENCRYPT_MODE, handle))
                        .isInstanceOf(InvalidKeyException.class)
                        .hasMessageContaining("Rejected.Disabled");
                assertThat(other.ask("enable " + id)).isEqualTo("done");
            }
        }
    }

    @Test
    void disablingByAnotherProcessStopsAMessageMidway() throws Exception {
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        Cipher cipher = kms().cipher("AES/CTR/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, kms().secretKey("aes"));
        cipher.update(new byte[16]);
        try (Conversation other = new Conversation(kms())) {
            assertThat(other.ask("disable " + kms().keyId("aes"))).isEqualTo("done");
            assertThatThrownBy(() -> cipher.update(new byte[16]))
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining("Rejected.Disabled");
        }
    }

    @Test
    void keyOfAnotherProcessIsThereAtOnce() throws Exception {
        requireAes();
        try (Conversation other = new Conversation(kms())) {
            assertThat(kms().handle("new")).isNull();
            assertThat(other.ask("create new")).isEqualTo("done");
            Cipher cipher = kms().cipher("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, kms().handle("new"));
            assertThat(cipher.doFinal(new byte[1])).hasSize(17);
        }
    }

    @Test
    void exactlyOneOfTwoProcessesGetsAnAlias() throws Exception {
        requireAes();
        String exists = "AliasAlreadyExists";
        try (Conversation other = new Conversation(kms())) {
            for (int i = 0; i < RACES; i++) {
                other.say("create race-" + i);
                String mine = create("race-" + i);
                List<String> both = new ArrayList<>(List.of(mine, other.next()));
                assertThat(both).as("race %d", i).containsExactlyInAnyOrder("done", exists);
            }
        }
        assertThat(kms().keyStore().size()).isEqualTo(RACES);
        assertStoreIsSound();
    }

    /** Another process makes the keys: without AES in the token the test is left out. */
    private void requireAes() throws GeneralSecurityException {
        KeyGenerator.getInstance("AES", kms().provider()).generateKey();
    }

    private String create(String alias) {
        try {
            kms().create(alias, KeySpec.ALIYUN_AES_256);
            return "done";
        } catch (KmsException e) {
            return e.code().code();
        }
    }

    @Test
    void whatAKilledProcessAcknowledgedIsThereAndUsable() throws Exception {
        requireAes();
        for (int round = 0; round < KILLS; round++) {
            List<String> acknowledged = new ArrayList<>();
            Process process =
                    ChildJvm.start(
                            AnotherProcess.class,
                            List.of(),
                            kms().configuration().toString(),
                            "round-" + round + "-");
            try (BufferedReader lines = process.inputReader()) {
                int wanted = 1 + 7 * round;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("round-")) {
                        acknowledged.add(line);
                    }
                    if (acknowledged.size() == wanted) {
                        process.toHandle().destroyForcibly(); // leaves its output readable
                    }
                }
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(acknowledged).isNotEmpty();
            List<String> aliases = Collections.list(kms().keyStore().aliases());
            assertThat(aliases).containsAll(acknowledged);
            for (String alias : aliases) {
                Cipher cipher = kms().cipher("AES/GCM/NoPadding");
                cipher.init(Cipher.ENCRYPT_MODE, kms().handle(alias));
                assertThat(cipher.doFinal(new byte[1])).hasSize(17);
            }
            try (var fresh = KmsUnderTest.of(kms().configuration())) {
                assertThat(Collections.list(fresh.keyStore().aliases()))
                        .containsExactlyInAnyOrderElementsOf(aliases);
            }
            assertStoreIsSound();
        }
    }

    private void assertStoreIsSound() {
        assertThat(kms().kms().diagnose().findings())
                .filteredOn(finding -> finding.subject().equals("store"))
                .isNotEmpty()
                .allMatch(finding -> finding.severity() == Diagnosis.Severity.OK);
    }
}
