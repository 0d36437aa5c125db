package org.kmsjca.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.kmsjca.Diagnosis;
import org.kmsjca.Diagnosis.Finding;

/** The findings, each followed by its remedy. */
final class DiagnosisAnswer {
    private DiagnosisAnswer() {}

    static Answer of(Diagnosis diagnosis) {
        JsonArray findings = new JsonArray();
        for (Finding finding : diagnosis.findings()) {
            JsonObject item = new JsonObject();
            item.addProperty("Severity", finding.severity().name());
            item.addProperty("Subject", finding.subject());
            item.addProperty("Text", finding.text());
            item.addProperty("Remedy", finding.remedy());
            findings.add(item);
        }
        JsonObject document = new JsonObject();
        document.addProperty("Healthy", diagnosis.isHealthy());
        document.add("Findings", findings);
        return Answer.of(document, table(diagnosis)).withSuccess(diagnosis.isHealthy());
    }

    private static Table table(Diagnosis diagnosis) {
        Table table = new Table("RESULT", "SUBJECT", "FINDING");
        for (Finding finding : diagnosis.findings()) {
            table.row(finding.severity().name(), finding.subject(), finding.text());
            finding.remedy()
                    .lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> table.row("", "", "-> " + line));
        }
        return table;
    }
}
