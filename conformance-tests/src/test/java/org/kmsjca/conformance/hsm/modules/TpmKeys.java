package org.kmsjca.conformance.hsm.modules;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.kmsjca.Diagnosis;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.conformance.hsm.modules.JcaCheck.Subject;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.Peers;

/** What only TPMs do with keys, and what is not noticed while all is well. */
final class TpmKeys {
    private final KmsUnderTest kms;
    private final SunToken tool;
    private final List<String> lines = new ArrayList<>();

    private TpmKeys(KmsUnderTest kms, SunToken tool) {
        this.kms = kms;
        this.tool = tool;
    }

    /**
     * Writes what came of it.
     *
     * @param arguments the KMS's configuration, the file for the results, the library, the token's
     *     label, its PIN
     */
    public static void main(String[] arguments) throws Exception {
        try (KmsUnderTest kms = KmsUnderTest.of(Path.of(arguments[0]))) {
            var keys = new TpmKeys(kms, new SunToken(arguments[2], arguments[3], arguments[4]));
            keys.sizes();
            keys.signOnly();
            keys.destruction();
            keys.digests();
            Files.write(Path.of(arguments[1]), keys.lines);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private void note(String name, Work work) {
        String outcome = Outcomes.DONE;
        try {
            work.run();
        } catch (Exception e) {
            outcome = Outcomes.of(e);
        }
        lines.add(name + ": " + outcome);
    }

    private void sizes() {
        note("RSA_4096", () -> kms.create("large", KeySpec.RSA_4096));
        String serves =
                kms.kms().diagnose().findings().stream()
                        .map(Diagnosis.Finding::text)
                        .filter(text -> text.startsWith("serves "))
                        .findFirst()
                        .orElse("");
        for (String spec : new String[] {"RSA_4096", "RSA_2048"}) {
            lines.add("serves " + spec + ": " + (serves.contains(spec) ? "yes" : "no"));
        }
        lines.add("objects after doctor: " + kms.kms().listHsmObjects(Optional.empty()).size());
    }

    /** A TPM's key that only signs does not sign digests: that would be decryption there. */
    private void signOnly() throws Exception {
        byte[] id = "only".getBytes(StandardCharsets.US_ASCII);
        tool.signOnly(id);
        kms.kms()
                .adoptHsmObject(
                        Optional.empty(),
                        HexFormat.of().formatHex(id),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("only"));
        var checks = JcaCheck.of(KeySpec.RSA_2048, KeyUsage.SIGN_VERIFY);
        var subject = new Subject(kms.provider(), kms.handle("only"), kms.publicKey("only"), null);
        for (String name : new String[] {"SHA256withRSA", "SHA512withRSA"}) {
            note("sign-only " + name, () -> checks.get(name).run(subject));
        }
        note(
                "sign-only digest",
                () ->
                        kms.kms()
                                .asymmetricSign(
                                        "alias/only",
                                        SigningAlgorithm.RSA_PKCS1_SHA_256,
                                        new byte[32]));
    }

    /** The module gives the handle of a destroyed object once more. */
    private void destruction() {
        for (String alias : new String[] {"other", "first"}) {
            kms.create(alias, KeySpec.EC_P256);
        }
        kms.kms().diagnose(); // destroys the keys that it tries
        kms.create("second", KeySpec.EC_P256);
        JcaCheck check = JcaCheck.of(KeySpec.EC_P256, KeyUsage.SIGN_VERIFY).get("SHA256withECDSA");
        for (String alias : new String[] {"first", "second"}) {
            note(
                    alias + " after another was destroyed",
                    () ->
                            check.run(
                                    new Subject(
                                            kms.provider(),
                                            kms.handle(alias),
                                            kms.publicKey(alias),
                                            null)));
        }
    }

    /** TPMs sign digests of the lengths that they know. */
    private void digests() {
        for (String name : new String[] {"SHA224withECDSA", "SHA3-224withECDSA", "NONEwithECDSA"}) {
            note(name + " by " + KeySpec.EC_P256, () -> sign(name, "first"));
        }
    }

    private void sign(String algorithm, String alias) throws GeneralSecurityException {
        byte[] input = new byte[9];
        Signature signature = kms.signature(algorithm);
        signature.initSign(kms.privateKey(alias));
        signature.update(input);
        byte[] signed = signature.sign();
        Signature judge = Signature.getInstance(algorithm, Peers.BOUNCY_CASTLE);
        judge.initVerify(kms.publicKey(alias));
        judge.update(input);
        if (!judge.verify(signed)) {
            throw new JcaCheck.WrongResult();
        }
    }
}
