package org.kmsjca.consumers.documents;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Calendar;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;

class PdfBoxTest {
    @RegisterExtension static final Consumer PDFBOX = Consumer.of("PDFBox", PDDocument.class);

    private static void sign(Cmk cmk, String algorithm) throws Exception {
        Path plain = Pdf.file("plain.pdf");
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            document.save(plain.toFile());
        }
        Path signed = Pdf.file("pdfbox-" + cmk.alias() + ".pdf");
        try (PDDocument document = Loader.loadPDF(plain.toFile());
                OutputStream out = Files.newOutputStream(signed)) {
            PDSignature signature = new PDSignature();
            signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            signature.setSubFilter(PDSignature.SUBFILTER_ADBE_PKCS7_DETACHED);
            signature.setSignDate(Calendar.getInstance());
            document.addSignature(
                    signature,
                    content -> {
                        try {
                            return Cms.sign(cmk, algorithm, content.readAllBytes());
                        } catch (IOException e) {
                            throw e;
                        } catch (Exception e) {
                            throw new IOException(e);
                        }
                    });
            document.saveIncremental(out);
        }
        Pdf.validate(signed);
    }

    @Test
    void signatures() {
        for (Map.Entry<KeySpec, String> kind :
                List.of(
                        Map.entry(KeySpec.RSA_2048, "SHA256withRSA"),
                        Map.entry(KeySpec.EC_P256, "SHA256withECDSA"))) {
            PDFBOX.worksAtBothLevels(
                    "signatures by " + kind.getValue() + ", valid for pdfsig",
                    level -> sign(Cmk.of(kind.getKey(), level), kind.getValue()));
        }
        PDFBOX.works(
                "signatures by SHA256withRSAandMGF1, valid for pdfsig",
                () -> sign(Cmk.of(KeySpec.RSA_2048), "SHA256withRSAandMGF1"));
    }
}
