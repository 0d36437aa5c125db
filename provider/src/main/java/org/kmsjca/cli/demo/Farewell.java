package org.kmsjca.cli.demo;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import org.kmsjca.AliasName;
import org.kmsjca.Kms;

/** Says where everything is and how to look at it or get rid of it. */
final class Farewell {
    private final Report report;
    private final DemoFiles files;
    private final String config;

    Farewell(Report report, Optional<Path> config, DemoFiles files) {
        this.report = report;
        this.files = files;
        this.config = config.map(file -> " --config " + quoted(file)).orElse("");
    }

    void say(Kms kms, String store) {
        report.note("The CMKs stay in the KMS; " + store);
        note("see them", "key list");
        note("check all", "doctor");
        remove(kms, DemoKeys.AES_ALIAS);
        remove(kms, DemoKeys.RSA_ALIAS);
        report.note(
                "  files      "
                        + String.join(
                                " ",
                                quoted(files.encrypted()),
                                quoted(files.decrypted()),
                                quoted(files.signature())));
    }

    private void remove(Kms kms, String alias) {
        String keyId = kms.describeKey(AliasName.PREFIX + alias).keyId();
        note("remove", "key schedule-deletion " + keyId + " --days 7");
        note("", "alias delete " + alias);
    }

    private void note(String purpose, String arguments) {
        report.note(String.format("  %-10s %s %s%s", purpose, program(), arguments, config));
    }

    /** As the reader typed it: bin/kms says it, and with -jar the class path is that jar. */
    private static String program() {
        String launcher = System.getProperty("kms.launcher");
        if (launcher != null) {
            return quoted(launcher);
        }
        String classPath = System.getProperty("java.class.path", "");
        boolean oneJar = classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator);
        return oneJar ? "java -jar " + quoted(classPath) : "kms";
    }

    /** As a shell takes it for one word. */
    private static String quoted(Object path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./:=@%+-]+")
                ? text
                : "'" + text.replace("'", "'\\''") + "'";
    }
}
