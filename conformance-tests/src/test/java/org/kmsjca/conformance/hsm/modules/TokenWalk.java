package org.kmsjca.conformance.hsm.modules;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.SecretKey;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.conformance.hsm.modules.JcaCheck.Subject;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestKeys;

/**
 * Walks all that keys of a token can do, once by the KMS and once by SunPKCS11, and writes what
 * came of it. Runs in a JVM of its own, which a module may end.
 */
final class TokenWalk {
    private final KmsUnderTest kms;
    private final SunToken sun;
    private final Set<KeySpec> specs;
    private final Map<String, String> byKms = new LinkedHashMap<>();
    private final Map<String, String> bySun = new LinkedHashMap<>();

    private TokenWalk(KmsUnderTest kms, SunToken sun, Set<KeySpec> specs) {
        this.kms = kms;
        this.sun = sun;
        this.specs = specs;
    }

    /**
     * Walks one token.
     *
     * @param arguments the KMS's configuration, the file for the results, the library, the token's
     *     label, its PIN, the KeySpecs separated by commas
     */
    public static void main(String[] arguments) throws Exception {
        Set<KeySpec> specs = EnumSet.noneOf(KeySpec.class);
        for (String spec : arguments[5].split(",")) {
            specs.add(KeySpec.valueOf(spec));
        }
        try (KmsUnderTest kms = KmsUnderTest.of(Path.of(arguments[0]))) {
            var sun = new SunToken(arguments[2], arguments[3], arguments[4]);
            var walk = new TokenWalk(kms, sun, specs);
            walk.run();
            Files.write(Path.of(arguments[1]), walk.lines());
        }
    }

    private void run() throws Exception {
        for (KeySpec spec : specs) {
            for (KeyUsage usage : spec.usages()) {
                create(spec, usage);
                importKey(spec, usage);
                if (usage == spec.defaultUsage()) {
                    adopt(spec, usage);
                }
            }
        }
    }

    private static String alias(KeySpec spec, KeyUsage usage, String road) {
        return (spec.name() + "-" + usage.name() + "-" + road)
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }

    private void create(KeySpec spec, KeyUsage usage) {
        String name = spec + " " + usage + " made";
        String alias = alias(spec, usage, "made");
        attempt(
                byKms,
                name,
                () -> {
                    kms.create(alias, spec, usage);
                    boolean secret = spec.keyType().isSymmetric();
                    return new Subject(
                            kms.provider(),
                            kms.handle(alias),
                            secret ? null : kms.publicKey(alias),
                            null);
                },
                spec,
                usage);
        attempt(bySun, name, () -> sun.generate(spec), spec, usage);
    }

    private void importKey(KeySpec spec, KeyUsage usage) throws Exception {
        String name = spec + " " + usage + " imported";
        String alias = alias(spec, usage, "imported");
        if (spec.keyType().isSymmetric()) {
            SecretKey clear = TestKeys.newSecret(spec);
            attempt(
                    byKms,
                    name,
                    () -> new Subject(kms.provider(), kms.importSecret(alias, clear), null, clear),
                    spec,
                    usage);
            attempt(bySun, name, () -> sun.translate(spec, clear), spec, usage);
            return;
        }
        if (usage == KeyUsage.KEY_AGREEMENT) {
            return; // certificates say it, for which the road is the same
        }
        KeyPair pair = TestKeys.pair(spec);
        attempt(
                byKms,
                name,
                () ->
                        new Subject(
                                kms.provider(),
                                usage == KeyUsage.SIGN_VERIFY
                                        ? kms.importForSigning(alias, pair)
                                        : kms.importForDecryption(alias, pair),
                                pair.getPublic(),
                                null),
                spec,
                usage);
        attempt(bySun, name, () -> sun.translate(spec, pair), spec, usage);
    }

    /** A key that another tool made in the token. */
    private void adopt(KeySpec spec, KeyUsage usage) {
        String name = spec + " " + usage + " adopted";
        String alias = alias(spec, usage, "adopted");
        byte[] id = alias.getBytes(StandardCharsets.US_ASCII);
        try {
            sun.foreign(spec, id);
        } catch (Exception e) {
            return; // it is told of the key that the KMS makes
        }
        attempt(
                byKms,
                name,
                () -> {
                    kms.kms()
                            .adoptHsmObject(
                                    Optional.empty(),
                                    HexFormat.of().formatHex(id),
                                    Optional.of(spec),
                                    Optional.of(usage),
                                    Optional.of(alias));
                    boolean secret = spec.keyType().isSymmetric();
                    return new Subject(
                            kms.provider(),
                            kms.handle(alias),
                            secret ? null : kms.publicKey(alias),
                            null);
                },
                spec,
                usage);
    }

    private interface Making {
        Subject make() throws Exception;
    }

    private static void attempt(
            Map<String, String> results, String name, Making making, KeySpec spec, KeyUsage usage) {
        Subject subject;
        try {
            subject = making.make();
        } catch (Exception e) {
            results.put(name, Outcomes.of(e));
            return;
        }
        results.put(name, Outcomes.DONE);
        JcaCheck.of(spec, usage)
                .forEach(
                        (operation, check) -> {
                            String outcome = Outcomes.DONE;
                            try {
                                check.run(subject);
                            } catch (Exception e) {
                                outcome = Outcomes.of(e);
                            }
                            results.put(name + ": " + operation, outcome);
                        });
    }

    private List<String> lines() {
        var names = new TreeSet<String>(byKms.keySet());
        names.addAll(bySun.keySet());
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            lines.add(
                    name
                            + " | "
                            + byKms.getOrDefault(name, "")
                            + " | "
                            + bySun.getOrDefault(name, ""));
        }
        return lines;
    }
}
