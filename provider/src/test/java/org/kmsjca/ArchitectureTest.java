package org.kmsjca;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.KeyStoreSpi;
import java.security.SecureRandom;
import java.security.SignatureSpi;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import javax.crypto.CipherSpi;
import org.junit.jupiter.api.Tag;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.protection.AgreementKey;
import org.kmsjca.protection.CipherKey;
import org.kmsjca.protection.DecryptionKey;
import org.kmsjca.protection.MacKey;
import org.kmsjca.protection.SigningKey;

/** The rooms of the house: who may call whom. */
@AnalyzeClasses(packages = "org.kmsjca", importOptions = ImportOption.DoNotIncludeTests.class)
@Tag("once")
class ArchitectureTest {
    private static final String JCA = "org.kmsjca.jca..";
    private static final String KMS = "org.kmsjca.kms..";
    private static final String PROTECTION = "org.kmsjca.protection..";
    private static final String STORE = "org.kmsjca.store..";
    private static final String CONFIG = "org.kmsjca.config..";
    private static final String CLI = "org.kmsjca.cli..";
    private static final String CRYPTO = "org.kmsjca.crypto..";
    private static final String MECHANISM = "org.kmsjca.mechanism..";

    /** Methods of Files that change no file; delete takes back what TargetFile made. */
    private static final Set<String> FILE_READING =
            Set.of(
                    "newInputStream",
                    "exists",
                    "isSameFile",
                    "isRegularFile",
                    "isReadable",
                    "isDirectory",
                    "size",
                    "delete",
                    "createDirectories");

    @ArchTest
    static final ArchRule jcaSeesNeitherMaterialNorRows =
            noClasses()
                    .that()
                    .resideInAPackage(JCA)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(PROTECTION, STORE, CLI);

    @ArchTest
    static final ArchRule engineKnowsNothingOfTheJca =
            noClasses()
                    .that()
                    .resideInAPackage(KMS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(JCA, CLI)
                    .orShould()
                    .dependOnClassesThat()
                    .belongToAnyOf(CipherSpi.class, SignatureSpi.class, KeyStoreSpi.class);

    @ArchTest
    static final ArchRule cmksKnowNothingOfTheRoomsAroundThem =
            noClasses()
                    .that()
                    .resideInAPackage("org.kmsjca.kms")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.kmsjca.kms.*..");

    @ArchTest
    static final ArchRule roomsOfKmsFormNoCircles =
            slices().matching("org.kmsjca.kms.(*)..").should().beFreeOfCycles();

    /**
     * The JDK takes them from the first SecureRandom of the list, which a program can put there.
     */
    @ArchTest
    static final ArchRule idsComeFromTheSystem =
            noClasses()
                    .that()
                    .resideInAnyPackage(JCA, KMS, PROTECTION, CRYPTO, MECHANISM)
                    .should()
                    .callMethod(UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule protectionStandsAlone =
            noClasses()
                    .that()
                    .resideInAPackage(PROTECTION)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(JCA, KMS, STORE, CONFIG, CLI);

    @ArchTest
    static final ArchRule storeStandsAlone =
            noClasses()
                    .that()
                    .resideInAPackage(STORE)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(JCA, KMS, PROTECTION, CONFIG, CLI, CRYPTO, MECHANISM);

    @ArchTest
    static final ArchRule mechanismsAreValuesOnly =
            noClasses()
                    .that()
                    .resideInAPackage(MECHANISM)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(CRYPTO);

    @ArchTest
    static final ArchRule configurationAndCryptographyStandAlone =
            noClasses()
                    .that()
                    .resideInAnyPackage(CONFIG, CRYPTO, MECHANISM)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(JCA, KMS, PROTECTION, STORE, CLI);

    @ArchTest
    static final ArchRule commandUsesThePublicApiOnly =
            noClasses()
                    .that()
                    .resideInAPackage(CLI)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(JCA, KMS, PROTECTION, STORE, CONFIG, CRYPTO, MECHANISM);

    /**
     * A program may block all threads of the common pool, and on Java 17 whoever joins a task of
     * the pool can wait for one of them, although no thread has begun the task.
     */
    @ArchTest
    static final ArchRule nothingWaitsForThreadsOfTheProgram =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(ForkJoinPool.class, ForkJoinTask.class, CompletableFuture.class)
                    .orShould()
                    .callMethodWhere(
                            describe(
                                    "a stream in several threads",
                                    call -> call.getTarget().getName().startsWith("parallel")));

    /** Its outputs go through TargetFile: they overwrite nothing by chance and follow no links. */
    @ArchTest
    static final ArchRule commandOpensNoFilesForWriting =
            noClasses()
                    .that()
                    .resideInAPackage(CLI)
                    .should()
                    .callMethodWhere(
                            describe("a method that writes files", ArchitectureTest::writesFiles))
                    .orShould()
                    .callConstructorWhere(
                            describe(
                                    "a constructor that opens files", ArchitectureTest::opensFile));

    private static boolean writesFiles(JavaMethodCall call) {
        String owner = call.getTarget().getOwner().getName();
        String name = call.getTarget().getName();
        return (owner.equals("java.nio.file.Files")
                        && !name.startsWith("read")
                        && !FILE_READING.contains(name))
                || (owner.equals("java.nio.channels.FileChannel") && name.equals("open"))
                || (owner.equals("java.io.File") && name.startsWith("create"));
    }

    private static boolean opensFile(JavaConstructorCall call) {
        String type = call.getTarget().getOwner().getName();
        boolean writer =
                Set.of(
                                "java.io.FileOutputStream",
                                "java.io.FileWriter",
                                "java.io.RandomAccessFile",
                                "java.io.PrintWriter",
                                "java.io.PrintStream",
                                "java.util.Formatter")
                        .contains(type);
        return writer
                && call.getTarget().getRawParameterTypes().stream()
                        .anyMatch(
                                parameter ->
                                        parameter.getName().equals("java.io.File")
                                                || (parameter.getName().equals("java.lang.String")
                                                        && !type.equals("java.io.PrintStream")));
    }

    @ArchTest
    static final ArchRule arrowsPointDown =
            noClasses()
                    .that()
                    .resideInAnyPackage(JCA, KMS, PROTECTION, STORE, CONFIG, CRYPTO, MECHANISM)
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(Kms.class, KmsProvider.class);

    @ArchTest
    static final ArchRule clearKeysStayInTheSoftwareModule =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.kmsjca.protection.software")
                    .should()
                    .dependOnClassesThat()
                    .haveSimpleNameStartingWith("Clear");

    /** Whoever uses a CMK's material has come through the door that authorizes the use. */
    @ArchTest
    static final ArchRule materialIsUsedBehindTheOneDoor =
            noClasses()
                    .that()
                    .resideInAPackage(KMS)
                    .and()
                    .doNotHaveSimpleName("ManagedKey")
                    .and()
                    .doNotHaveSimpleName("KeyCipher")
                    .and()
                    .doNotHaveSimpleName("KeyMac")
                    .and()
                    .doNotHaveSimpleName("DataEncryption") // within ManagedKey.use
                    .and()
                    .doNotHaveSimpleName("KeyImport") // import wrapping keys are no CMKs
                    .and()
                    .doNotHaveSimpleName("MaterialFingerprint") // of material that is coming in
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(
                            SigningKey.class,
                            DecryptionKey.class,
                            CipherKey.class,
                            MacKey.class,
                            AgreementKey.class);

    @ArchTest
    static final ArchRule onlyTheDoorHandsMaterialOut =
            noClasses()
                    .that()
                    .doNotHaveSimpleName("ManagedKey")
                    .and()
                    .doNotHaveSimpleName("KeyCipher")
                    .and()
                    .doNotHaveSimpleName("KeyMac")
                    .and()
                    .doNotHaveSimpleName("TransientKey")
                    .should()
                    .callMethodWhere(
                            describe(
                                    "the material of a key is taken",
                                    call ->
                                            List.of("admit", "readmit")
                                                            .contains(call.getTarget().getName())
                                                    && call.getTarget()
                                                            .getOwner()
                                                            .isAssignableTo(ManagedKey.class)))
                    .orShould()
                    .callMethodWhere(
                            describe(
                                    "the material of a transient key is taken, not to be kept",
                                    call ->
                                            call.getTarget().getName().equals("material")
                                                    && call.getTarget()
                                                            .getOwner()
                                                            .isAssignableTo(ManagedKey.class)
                                                    && !call.getOriginOwner()
                                                            .getName()
                                                            .contains("KeyCreation")
                                                    && !call.getOriginOwner()
                                                            .isAssignableTo(ManagedKey.class)));

    /** A caller's generator ends in the service class that got it. */
    @ArchTest
    static final ArchRule callersRandomGoesNoFurtherThanTheJca =
            noClasses()
                    .that()
                    .resideInAPackage(JCA)
                    .should()
                    .callCodeUnitWhere(
                            describe(
                                    "a generator is handed to what is below the JCA",
                                    call -> {
                                        var target = call.getTarget();
                                        String owner = target.getOwner().getName();
                                        return owner.startsWith("org.kmsjca.")
                                                && !owner.startsWith("org.kmsjca.jca.")
                                                && target.getRawParameterTypes().stream()
                                                        .anyMatch(ArchitectureTest::isRandom);
                                    }))
                    .orShould()
                    .callMethodWhere(
                            describe(
                                    "random numbers are drawn",
                                    call ->
                                            isRandom(call.getTarget().getOwner())
                                                    && !call.getOriginOwner()
                                                            .getName()
                                                            .contains("RandomService")));

    @ArchTest
    static final ArchRule callersRandomIsNotKept =
            noFields()
                    .that()
                    .areDeclaredInClassesThat(
                            resideInAnyPackage(JCA)
                                    .and(
                                            describe(
                                                    "are not the services KMS and KMS-TPM",
                                                    type ->
                                                            !type.getName()
                                                                    .contains("RandomService"))))
                    .should()
                    .haveRawType(SecureRandom.class);

    private static boolean isRandom(JavaClass type) {
        return type.isAssignableTo(SecureRandom.class);
    }

    /** {@code new SecureRandom()} is the first one of a list that any program can change. */
    @ArchTest
    static final ArchRule randomNumbersComeFromOneSource =
            noClasses()
                    .should()
                    .callConstructor(SecureRandom.class)
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("org.bouncycastle.crypto.CryptoServicesRegistrar")
                    .orShould()
                    .callMethodWhere(
                            describe(
                                    "the strongest generator of the list",
                                    call ->
                                            call.getTarget()
                                                    .getName()
                                                    .equals("getInstanceStrong")));

    /** Its start takes 0.6 s of the application's time. */
    @ArchTest
    static final ArchRule bouncyCastleIsNeverAProvider =
            noClasses()
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    "org.bouncycastle.jce..",
                                    "org.bouncycastle.jcajce.provider.."));

    /** They register Bouncy Castle in the JVM, and seed what they encrypt by java.util.Random. */
    @ArchTest
    static final ArchRule tssJavasCryptographyIsNeverUsed =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching("tss\\.(Crypto|Tss|TpmFactory|tpm\\.TPMT_HA)(\\$.*)?")
                    .orShould()
                    .callMethodWhere(
                            describe(
                                    "a method that reaches TSS.Java's cryptography",
                                    call -> {
                                        String owner = call.getTarget().getOwner().getName();
                                        String name = call.getTarget().getName();
                                        return owner.startsWith("tss.")
                                                && (name.equals("getName")
                                                        || name.equals("RandomBytes"));
                                    }));

    /** Without a provider they could come back to us, when we stand first in the list. */
    @ArchTest
    static final ArchRule innerCallsNameTheirProvider =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(CLI)
                    .and()
                    .doNotHaveSimpleName("KeyWrapping") // makes the caller's keys, not ours
                    .should()
                    .callMethodWhere(
                            describe(
                                    "getInstance without a provider",
                                    ArchitectureTest::isUnnamedLookup));

    private static boolean isUnnamedLookup(JavaMethodCall call) {
        var target = call.getTarget();
        String owner = target.getOwner().getPackageName();
        boolean jca =
                owner.equals("java.security")
                        || owner.equals("javax.crypto")
                        || owner.equals("java.security.cert");
        return jca
                && target.getName().equals("getInstance")
                && target.getRawParameterTypes().size() == 1;
    }
}
