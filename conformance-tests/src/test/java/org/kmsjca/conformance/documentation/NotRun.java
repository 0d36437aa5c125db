package org.kmsjca.conformance.documentation;

import java.util.List;

/**
 * A block of commands that no test can run.
 *
 * @param page its file, from the repository on
 * @param firstLine the block's first line
 * @param reason why not
 */
record NotRun(String page, String firstLine, String reason) {
    private static final String BENCHMARKS = "conformance-tests/BENCHMARKS.md";
    private static final String CONTRIBUTING = "CONTRIBUTING.md";
    private static final String MEASURES = "measures for minutes";

    static final List<NotRun> ALL =
            List.of(
                    new NotRun(
                            BENCHMARKS,
                            "mvn -Pbench -pl conformance-tests -am verify -DskipTests"
                                    + " -Djmh.args=\"AesGcm -prof gc\"",
                            MEASURES),
                    new NotRun(
                            BENCHMARKS,
                            "mvn -Pbench -pl conformance-tests -am verify -DskipTests"
                                    + " -Dbench.main=org.kmsjca.bench.HsmTable -Djmh.args=\"200 7"
                                    + " /usr/lib/jvm/java-17-openjdk-amd64"
                                    + " /usr/lib/jvm/temurin-25-jdk-amd64\"",
                            MEASURES),
                    new NotRun(
                            BENCHMARKS,
                            "tar xzf provider/target/kms-0.2.0.tar.gz -C /tmp && cd"
                                    + " conformance-tests",
                            MEASURES),
                    new NotRun("README.md", "bash .ci/test", "it runs this test"),
                    new NotRun(CONTRIBUTING, "bash .ci/test", "it runs this test"),
                    new NotRun(CONTRIBUTING, "bash .ci/fuzz", "fuzzes for hours"),
                    new NotRun(
                            BENCHMARKS,
                            "java -cp ... org.kmsjca.bench.StoreScale DIRECTORY 10 10000 100000",
                            MEASURES),
                    new NotRun(
                            CONTRIBUTING,
                            "mvn verify -Dtest=None -Dit.test='org.kmsjca.conformance.jca.*Test'"
                                    + " -Dkms.test.store=postgresql \\",
                            "runs tests, in the tests"),
                    new NotRun(
                            CONTRIBUTING, "bash .ci/suite-on-modules", "runs tests, in the tests"),
                    new NotRun(CONTRIBUTING, "bash .ci/soak", "needs the clone, and minutes"),
                    new NotRun(
                            CONTRIBUTING,
                            "mvn verify -P-consumers -Dtest=None -Dit.test=HangingTokenTest"
                                    + " -Dgroups=soak -DexcludedGroups= \\",
                            "runs tests, in the tests"),
                    new NotRun(
                            CONTRIBUTING,
                            "mvn -DskipTests -pl provider package           #"
                                    + " provider/target/kms-0.2.0.tar.gz and the jars",
                            "builds, in the build"),
                    new NotRun(
                            "provider/docs/keystore-and-tools.md",
                            "keytool $K -importcert $S -storepass unused -alias web -file reply.pem",
                            "needs an authority; KeytoolKeyPairTest runs it with one"),
                    new NotRun(
                            "provider/docs/tpm-and-root-key.md",
                            "usermod -aG tss \"$USER\"",
                            "changes the machine's users"),
                    new NotRun(
                            "provider/docs/packaging.md",
                            "docker build -t service .",
                            "needs docker and a registry"));

    static boolean contains(Page page, Block block) {
        return ALL.stream()
                .anyMatch(
                        entry ->
                                entry.page.equals(page.name())
                                        && entry.firstLine.equals(block.firstLine()));
    }
}
