package org.kmsjca.conformance.wycheproof;

import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kmsjca.CmkMetadata;
import org.kmsjca.KeySpec;

/**
 * What a run of a file showed.
 *
 * @param numberOfTests what the file says
 * @param judgements of the provider KMS
 * @param jvmJudgements of the providers that the JVM chose; empty where keys belong to the KMS
 * @param jvmProviders names of the providers that the JVM chose
 * @param imported the CMKs that there were during the run
 * @param left the CMKs that there were after it
 * @param entriesLeft entries of the KeyStore after the run
 */
record FileReport(
        FileRow row,
        int numberOfTests,
        List<Judgement> judgements,
        List<Judgement> jvmJudgements,
        Set<String> jvmProviders,
        List<CmkMetadata> imported,
        List<CmkMetadata> left,
        int entriesLeft) {

    /** How many tests got the verdict from the provider KMS. */
    long count(Judgement.Verdict verdict) {
        return judgements.stream().filter(each -> each.verdict() == verdict).count();
    }

    /** What differs from the file, by test. */
    static NavigableMap<Integer, String> differences(List<Judgement> judgements) {
        return judgements.stream()
                .filter(each -> each.verdict() == Judgement.Verdict.DIFFERS)
                .collect(
                        Collectors.toMap(
                                Judgement::tcId, Judgement::text, (a, b) -> a + b, TreeMap::new));
    }

    Set<KeySpec> keySpecs() {
        return imported.stream()
                .map(CmkMetadata::keySpec)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** In how many ways failed decryptions were told, but for those of a wrong length. */
    Set<String> refusals() {
        return judgements.stream()
                .filter(each -> each.verdict() == Judgement.Verdict.REFUSED_AS_EXPECTED)
                .map(Judgement::text)
                .filter(text -> text.startsWith("BadPaddingException"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
