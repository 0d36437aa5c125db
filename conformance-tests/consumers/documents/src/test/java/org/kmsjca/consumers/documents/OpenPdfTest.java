package org.kmsjca.consumers.documents;

import com.lowagie.text.Document;
import com.lowagie.text.Paragraph;
import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.PdfSignatureAppearance;
import com.lowagie.text.pdf.PdfStamper;
import com.lowagie.text.pdf.PdfWriter;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;

class OpenPdfTest {
    @RegisterExtension static final Consumer OPENPDF = Consumer.of("OpenPDF", PdfReader.class);

    private static void sign(Cmk cmk) throws Exception {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        Document document = new Document();
        PdfWriter.getInstance(document, plain);
        document.open();
        document.add(new Paragraph("Dear Sir"));
        document.close();
        Path signed = Pdf.file("openpdf-" + cmk.alias() + ".pdf");
        try (OutputStream out = Files.newOutputStream(signed)) {
            PdfStamper stamper =
                    PdfStamper.createSignature(new PdfReader(plain.toByteArray()), out, '\0');
            PdfSignatureAppearance appearance = stamper.getSignatureAppearance();
            appearance.setCrypto(
                    cmk.key(), cmk.chain(), null, PdfSignatureAppearance.WINCER_SIGNED);
            stamper.close();
        }
        Pdf.validate(signed);
    }

    @Test
    void signatures() {
        OPENPDF.worksAtBothLevels(
                "signatures by RSA, valid for pdfsig",
                level -> sign(Cmk.of(KeySpec.RSA_2048, level)));
        OPENPDF.works("signatures by EC, valid for pdfsig", () -> sign(Cmk.of(KeySpec.EC_P256)));
    }
}
