package org.kmsjca.conformance.wycheproof;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Runs the tests of a file that has only public keys: by the provider KMS, and by the providers
 * that the JVM chooses while KMS stands last. The first group's key goes through the KeyStore as a
 * certificate entry on its way to the provider KMS.
 */
final class VerificationRun {
    private final FileRow row;
    private final Verification verification;
    private final Acceptable acceptable;
    private final TestKms kms;

    VerificationRun(FileRow row, Acceptable acceptable, TestKms kms) {
        this.row = row;
        this.verification = new Verification(row);
        this.acceptable = acceptable;
        this.kms = kms;
    }

    FileReport run(VectorFile file) throws IOException, GeneralSecurityException {
        PublicKey kept = kms.keepPublicKey(file.vectors().get(0).bytes("publicKeyDer"));
        List<Judgement> judgements = new ArrayList<>();
        List<Judgement> jvmJudgements = new ArrayList<>();
        Set<String> jvmProviders = new TreeSet<>();
        for (Vector vector : file.vectors()) {
            RunningTest.show(row, vector);
            boolean shallWork = acceptable.shallWork(row, vector);
            Outcome byKms =
                    verification.outcome(
                            vector,
                            () -> vector.group() == 0 ? kept : verification.decode(vector),
                            key -> verification.byKms(vector, key));
            judgements.add(Judgement.of(vector, shallWork, byKms));
            Outcome byJvm =
                    verification.outcome(
                            vector,
                            () -> verification.decode(vector),
                            key -> {
                                Signature signature = verification.byJvm(vector, key);
                                jvmProviders.add(signature.getProvider().getName());
                                return signature;
                            });
            jvmJudgements.add(Judgement.of(vector, shallWork, byJvm));
        }
        kms.deleteEntries();
        return new FileReport(
                row,
                file.numberOfTests(),
                judgements,
                jvmJudgements,
                jvmProviders,
                List.of(),
                kms.cmks(),
                kms.size());
    }
}
