package org.kmsjca.conformance.wycheproof;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kmsjca.CmkMetadata;

/** Runs the tests of a file whose keys become CMKs. */
final class FileRun {
    private final FileRow row;
    private final VectorRunner runner;
    private final Acceptable acceptable;
    private final TestKms kms;

    FileRun(FileRow row, Acceptable acceptable, TestKms kms) {
        this.row = row;
        this.runner = VectorRunners.of(row);
        this.acceptable = acceptable;
        this.kms = kms;
    }

    FileReport run(VectorFile file) throws IOException, GeneralSecurityException {
        Map<String, ImportedKey> handles = kms.importKeys(distinctKeys(file));
        List<CmkMetadata> imported = kms.cmks();
        List<Judgement> judgements = new ArrayList<>();
        for (Vector vector : file.vectors()) {
            RunningTest.show(row, vector);
            boolean shallWork = acceptable.shallWork(row, vector);
            judgements.add(Judgement.of(vector, shallWork, outcome(vector, shallWork, handles)));
        }
        kms.deleteEntries();
        return new FileReport(
                row,
                file.numberOfTests(),
                judgements,
                List.of(),
                Set.of(),
                imported,
                kms.cmks(),
                kms.size());
    }

    private Map<String, ImportableKey> distinctKeys(VectorFile file)
            throws IOException, GeneralSecurityException {
        Map<String, ImportableKey> keys = new LinkedHashMap<>();
        for (Vector vector : file.vectors()) {
            String name = runner.keyName(vector);
            if (!keys.containsKey(name) && runner.inexpressible(vector).isEmpty()) {
                keys.put(name, runner.key(vector));
            }
        }
        return keys;
    }

    private Outcome outcome(Vector vector, boolean shallWork, Map<String, ImportedKey> handles) {
        Optional<String> inexpressible = runner.inexpressible(vector);
        if (inexpressible.isPresent()) {
            return Outcome.inexpressible(inexpressible.get());
        }
        ImportedKey key = handles.get(runner.keyName(vector));
        Optional<KeyStoreException> refusal = key.refusal();
        if (refusal.isPresent()) {
            boolean named = refusal.get().getCause() instanceof InvalidKeyException;
            return named && (runner.hasInvalidKey(vector) || shallWork)
                    ? Outcome.refused("at import: " + refusal.get().getMessage())
                    : Outcome.wrong("the key was refused: " + refusal.get());
        }
        if (runner.hasInvalidKey(vector)) {
            return Outcome.wrong("the key was imported");
        }
        return Attempt.outcome(runner.attempts(vector, shallWork, key.handle().orElseThrow()));
    }
}
