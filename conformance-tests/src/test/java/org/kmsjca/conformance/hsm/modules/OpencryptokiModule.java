package org.kmsjca.conformance.hsm.modules;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * opencryptoki's software token. Its daemon and its files have fixed places, so all that uses it
 * runs in namespaces of its own, where these places are empty at first; the machine's own
 * opencryptoki is not touched. Needs root, or namespaces that users may make.
 */
final class OpencryptokiModule extends TokenModule {
    private final Path place;
    private final Path daemon;

    OpencryptokiModule(Path home) throws IOException {
        super(home);
        daemon =
                Scripts.write(
                        home.resolve("daemon.sh"),
                        """
                if [ -e daemon.pid ]; then
                    kill "$(cat daemon.pid)"; sleep 0.2; rm -f daemon.pid
                fi
                [ "${1:-start}" = start ] || exit 0
                pkcsslotd < /dev/null > daemon.log 2>&1
                pidof pkcsslotd > daemon.pid
                for i in $(seq 100); do [ -S /run/pkcsslotd.socket ] && break; sleep 0.02; done
                """);
        place =
                Scripts.write(
                        home.resolve("place.sh"),
                        """
                set -e
                mount -t tmpfs none /run
                mount -t tmpfs none /dev/shm
                mount -t tmpfs none /var/lib/opencryptoki
                mount -t tmpfs none /etc/opencryptoki
                mkdir -p /run/lock/opencryptoki/swtok /var/lib/opencryptoki/swtok/TOK_OBJ
                chown -R root:pkcs11 /run/lock/opencryptoki /var/lib/opencryptoki
                chmod -R 770 /run/lock/opencryptoki /var/lib/opencryptoki
                printf 'version opencryptoki-3.1\\nslot 3\\n{\\nstdll = libpkcs11_sw.so\\n}\\n' \\
                    > /etc/opencryptoki/opencryptoki.conf
                bash ./daemon.sh
                # The PINs that a new token has are 87654321 and 12345678.
                (
                    printf '87654321\\n%s\\n' kms-walk | pkcsconf -I -c 3
                    printf '87654321\\n76543210\\n76543210\\n' | pkcsconf -P -c 3
                    printf '76543210\\n12345678\\n12345678\\n' | pkcsconf -u -c 3
                    printf '12345678\\n%s\\n%s\\n' "$PIN" "$PIN" | pkcsconf -p -c 3
                ) > pkcsconf.log 2>&1
                exec "$@"
                """);
    }

    @Override
    Path library() {
        return library("pkcs11/libopencryptoki.so", "opencryptoki/libopencryptoki.so");
    }

    @Override
    String pin() {
        return "7391pin";
    }

    @Override
    Map<String, String> environment() {
        return Map.of("PIN", pin());
    }

    @Override
    List<String> inItsPlace(List<String> command) {
        List<String> all = new ArrayList<>(List.of("unshare", "--mount", "--ipc", "--pid"));
        if (!"root".equals(System.getProperty("user.name"))) {
            all.add("--map-root-user");
        }
        all.addAll(List.of("--fork", "--kill-child", "--mount-proc"));
        all.addAll(List.of("bash", place.toString()));
        all.addAll(command);
        return all;
    }

    @Override
    List<List<String>> restart() {
        return List.of(
                List.of("bash", daemon.toString(), "stop"),
                List.of("bash", daemon.toString(), "start"));
    }
}
