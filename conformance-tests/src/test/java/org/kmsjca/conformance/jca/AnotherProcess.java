package org.kmsjca.conformance.jca;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsException;

/**
 * Another process on the same KMS. Each line of its input is a command; each answer is a line, said
 * when the command has been carried out.
 */
final class AnotherProcess {
    private AnotherProcess() {}

    /** Arguments: configuration file, and optionally {@code create} to create keys for ever. */
    public static void main(String[] args) throws IOException {
        try (Kms kms = Kms.open(Path.of(args[0]))) {
            if (args.length > 1) {
                createForEver(kms, args[1]);
            }
            say("ready");
            var input =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                say(answer(kms, line));
            }
        }
    }

    private static String answer(Kms kms, String line) {
        String[] words = line.split(" ");
        try {
            switch (words[0]) {
                case "disable" -> kms.disableKey(words[1]);
                case "enable" -> kms.enableKey(words[1]);
                case "create" -> create(kms, words[1]);
                default -> throw new IllegalArgumentException(line);
            }
            return "done";
        } catch (KmsException e) {
            return e.code().code();
        }
    }

    private static void create(Kms kms, String alias) {
        kms.createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias(alias).build());
    }

    private static void createForEver(Kms kms, String prefix) {
        for (int i = 0; ; i++) {
            create(kms, prefix + i);
            say(prefix + i);
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
