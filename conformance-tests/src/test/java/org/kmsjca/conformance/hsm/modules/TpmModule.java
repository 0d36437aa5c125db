package org.kmsjca.conformance.hsm.modules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** tpm2-pkcs11 on a software TPM behind tpm2-abrmd, which swaps its few places for keys. */
final class TpmModule extends TokenModule {
    private final Path tpm;
    private final Path daemon;

    TpmModule(Path home) throws IOException {
        super(home);
        Files.createDirectories(home.resolve("tpm"));
        Files.createDirectories(home.resolve("objects"));
        tpm =
                Scripts.write(
                        home.resolve("tpm.sh"),
                        """
                        set -e
                        if [ "$1" = stop ]; then
                            kill "$(cat tpm.pid)" "$(cat bus.pid)"
                            exit 0
                        fi
                        swtpm socket --tpm2 --tpmstate "dir=$PWD/tpm" --server "type=unixio,path=$PWD/socket" \\
                            --ctrl "type=unixio,path=$PWD/socket.ctrl" \\
                            --flags not-need-init,startup-clear --daemon --pid "file=$PWD/tpm.pid"
                        dbus-daemon --session --fork --address="unix:path=$PWD/bus" \\
                            --print-pid=3 3> bus.pid
                        """);
        daemon =
                Scripts.write(
                        home.resolve("daemon.sh"),
                        """
                        set -e
                        if [ "$1" = stop ]; then
                            kill -9 "$(cat daemon.pid)"
                            exit 0
                        fi
                        tpm2-abrmd --session --allow-root --max-transients=100 --tcti="swtpm:path=$PWD/socket" \\
                            < /dev/null > daemon.log 2>&1 &
                        echo $! > daemon.pid
                        # Until it has its name on the bus.
                        gdbus=0
                        until tpm2_getrandom -T tabrmd:bus_type=session 1 > /dev/null 2>&1; do
                            gdbus=$((gdbus + 1)); [ $gdbus -lt 100 ]; sleep 0.05
                        done
                        """);
        Path log = home.resolve("log");
        run(environment(), log, List.of("bash", tpm.toString(), "start"));
        run(environment(), log, List.of("bash", daemon.toString(), "start"));
        initToken(library(), environment(), log);
    }

    @Override
    Path library() {
        return library("pkcs11/libtpm2_pkcs11.so", "libtpm2_pkcs11.so.1");
    }

    @Override
    Map<String, String> environment() {
        return Map.of(
                "TPM2_PKCS11_STORE",
                home().resolve("objects").toString(),
                "TPM2_PKCS11_TCTI",
                "tabrmd:bus_type=session",
                "DBUS_SESSION_BUS_ADDRESS",
                "unix:path=" + home().resolve("bus"),
                "TPM2_PKCS11_LOG_LEVEL",
                "0",
                "TSS2_LOG",
                "all+none");
    }

    @Override
    List<List<String>> restart() {
        return List.of(
                List.of("bash", daemon.toString(), "stop"),
                List.of("bash", daemon.toString(), "start"));
    }

    @Override
    public void close() throws IOException {
        Path log = home().resolve("log");
        run(environment(), log, List.of("bash", daemon.toString(), "stop"));
        run(environment(), log, List.of("bash", tpm.toString(), "stop"));
    }
}
