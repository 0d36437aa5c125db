package org.kmsjca.consumers.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Command;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.TestKms;

class SshdTest {
    @RegisterExtension
    static final Consumer SSHD =
            Consumer.of(
                    "MINA SSHD",
                    SshServer.class,
                    "setKeyPairProvider(KeyPairProvider.wrap(new KeyPair(publicKey, handle)))");

    private static final Map<String, KeySpec> KEYS =
            Map.of("RSA", KeySpec.RSA_2048, "EC", KeySpec.EC_P256, "Ed25519", KeySpec.ED25519);

    /** The public key of the client that came last. */
    private final AtomicReference<String> client = new AtomicReference<>();

    private static KeyPair pair(Cmk cmk) {
        return new KeyPair(cmk.publicKey(), cmk.key());
    }

    private SshServer serve(Cmk cmk) throws IOException {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("localhost");
        server.setKeyPairProvider(KeyPairProvider.wrap(pair(cmk)));
        server.setPublickeyAuthenticator(
                (user, key, session) -> {
                    client.set(PublicKeyEntry.toString(key));
                    return true;
                });
        server.setCommandFactory(
                (channel, command) ->
                        new AbstractCommandSupport(command, null) {
                            @Override
                            public void run() {
                                onExit(0);
                            }
                        });
        server.start();
        return server;
    }

    /** OpenSSH's client, which knows the host's key. */
    private void connectByOpenSsh(Cmk cmk) throws IOException {
        Path directory = TestKms.get().directory();
        Path user = directory.resolve("id_user");
        if (!Files.exists(user)) {
            Command.run(
                    directory, "ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", user.toString());
        }
        try (SshServer server = serve(cmk)) {
            Path known =
                    Files.writeString(
                            directory.resolve("known_hosts"),
                            "[localhost]:"
                                    + server.getPort()
                                    + " "
                                    + PublicKeyEntry.toString(cmk.publicKey())
                                    + "\n");
            Command.run(
                    directory,
                    "ssh",
                    "-F",
                    "none",
                    "-o",
                    "UserKnownHostsFile=" + known,
                    "-o",
                    "StrictHostKeyChecking=yes",
                    "-o",
                    "BatchMode=yes",
                    "-i",
                    user.toString(),
                    "-p",
                    String.valueOf(server.getPort()),
                    "sir@localhost",
                    "true");
        }
    }

    @Test
    void hostKeys() {
        KEYS.forEach(
                (name, spec) -> {
                    if (spec == KeySpec.ED25519) {
                        SSHD.doesNotWork(
                                "a host key of " + name,
                                "Cannot retrieve decoder for key=EdDSA",
                                () -> connectByOpenSsh(Cmk.of(spec)));
                    } else {
                        SSHD.worksAtBothLevels(
                                "a host key of " + name + ", for OpenSSH's client",
                                level -> connectByOpenSsh(Cmk.of(spec, level)));
                    }
                });
    }

    private void connect(Cmk cmk) throws IOException {
        try (SshServer server = serve(Cmk.of(KeySpec.EC_P256));
                SshClient program = SshClient.setUpDefaultClient()) {
            program.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
            program.start();
            try (ClientSession session =
                    program.connect("sir", "localhost", server.getPort())
                            .verify(20, TimeUnit.SECONDS)
                            .getSession()) {
                session.addPublicKeyIdentity(pair(cmk));
                session.auth().verify(20, TimeUnit.SECONDS);
            }
            assertThat(client.get()).isEqualTo(PublicKeyEntry.toString(cmk.publicKey()));
        }
    }

    @Test
    void userKeys() {
        KEYS.forEach(
                (name, spec) -> {
                    if (spec == KeySpec.ED25519) {
                        SSHD.doesNotWork(
                                "a user's key of " + name,
                                "SshException: No more authentication methods available",
                                () -> connect(Cmk.of(spec)));
                    } else {
                        SSHD.works("a user's key of " + name, () -> connect(Cmk.of(spec)));
                    }
                });
    }
}
