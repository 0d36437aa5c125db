package org.kmsjca.consumers.documents;

import java.util.List;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.kmsjca.consumers.support.Cmk;

/** Detached signatures for PDF files, as the examples of PDFBox make them. */
final class Cms {
    private Cms() {}

    static byte[] sign(Cmk cmk, String algorithm, byte[] content) throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                        .build(
                                new JcaContentSignerBuilder(algorithm).build(cmk.key()),
                                cmk.certificate()));
        generator.addCertificates(new JcaCertStore(List.of(cmk.chain())));
        return generator.generate(new CMSProcessableByteArray(content), false).getEncoded();
    }
}
