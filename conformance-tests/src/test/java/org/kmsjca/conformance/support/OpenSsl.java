package org.kmsjca.conformance.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The command openssl, in a directory of the test's own. */
public final class OpenSsl {
    private static final long PATIENCE_IN_SECONDS = 60;
    private static final String SM2 = "SM2";

    private final Path directory;

    public OpenSsl(Path directory) {
        this.directory = directory;
    }

    /** Writes a file and gives its name. */
    public String file(String name, byte[] content) {
        try {
            Files.write(directory.resolve(name), content);
            return name;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a key as PEM and gives the file's name. */
    public String pem(String name, Key key) {
        String label = key.getFormat().equals("PKCS#8") ? "PRIVATE KEY" : "PUBLIC KEY";
        String base64 = Base64.getMimeEncoder().encodeToString(key.getEncoded());
        String text = "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, base64, label);
        return file(name, text.getBytes(StandardCharsets.US_ASCII));
    }

    public byte[] read(String name) {
        try {
            return Files.readAllBytes(directory.resolve(name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs the command to its success; a system without it, or without SM2 in it, fails. */
    public String run(String... arguments) {
        Outcome outcome = outcome(arguments);
        assertThat(outcome.code)
                .as("openssl %s: %s", String.join(" ", arguments), outcome.text)
                .isZero();
        return outcome.text;
    }

    /** Whether the command succeeds. */
    public boolean succeeds(String... arguments) {
        return outcome(arguments).code == 0;
    }

    private record Outcome(int code, String text) {}

    private Outcome outcome(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            process.getOutputStream().close();
            assertThat(process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS))
                    .as("openssl ends")
                    .isTrue();
            return new Outcome(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            return fail(
                    "the command openssl is missing; install it: apt-get install openssl, or"
                            + " dnf install openssl, or brew install openssl@3",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Fails, with what to do, when this openssl was built without the SM family. */
    public void requireSmFamily() {
        boolean curve = run("ecparam", "-list_curves").contains(SM2);
        boolean cipher =
                run("list", "-cipher-algorithms").toUpperCase(Locale.ROOT).contains("SM4-CBC");
        assertThat(curve && cipher)
                .as(
                        "this openssl lacks SM2 or SM4 (%s): install one of version 3.0 or later"
                                + " that has them, as Debian's and Ubuntu's do",
                        run("version").strip())
                .isTrue();
    }
}
