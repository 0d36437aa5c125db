package org.kmsjca.conformance.hsm.modules;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.kmsjca.testing.SoftHsm;

/** p11-kit's client, whose server has a SoftHSM behind it: a token of another machine. */
final class RemoteModule extends TokenModule {
    private final SoftHsm token;
    private final Path script;

    RemoteModule(Path home) throws IOException {
        super(home);
        token = SoftHsm.alone(home, LABEL);
        script =
                Scripts.write(
                        home.resolve("server.sh"),
                        """
                set -e
                if [ -e server.pid ]; then kill -9 -- "-$(cat server.pid)"; rm -f socket server.pid; sleep 0.1; fi
                [ "${1:-start}" = start ] || exit 0
                setsid p11-kit server -f --provider "$MODULE" -n "$PWD/socket" pkcs11: > server.log 2>&1 < /dev/null &
                echo $! > server.pid
                while [ ! -S socket ]; do sleep 0.02; done
                """);
        run(environment(), home.resolve("log"), List.of("bash", script.toString(), "start"));
    }

    @Override
    Path library() {
        return library("pkcs11/p11-kit-client.so");
    }

    @Override
    Map<String, String> environment() {
        return Map.of(
                "SOFTHSM2_CONF", token.home().toString(),
                "MODULE", SoftHsm.library().toString(),
                "P11_KIT_SERVER_ADDRESS", "unix:path=" + home().resolve("socket"));
    }

    @Override
    List<List<String>> restart() {
        return List.of(
                List.of("bash", script.toString(), "stop"),
                List.of("bash", script.toString(), "start"));
    }

    @Override
    public void close() throws IOException {
        run(environment(), home().resolve("log"), List.of("bash", script.toString(), "stop"));
    }
}
