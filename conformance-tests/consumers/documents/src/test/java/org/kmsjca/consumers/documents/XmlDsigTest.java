package org.kmsjca.consumers.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Key;
import java.util.List;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.w3c.dom.Document;

class XmlDsigTest {
    @RegisterExtension static final Consumer JDK = Consumer.of("XMLDSig of the JDK", "17, 25");

    private static void sign(String algorithm, Key key, Key verifying) throws Exception {
        Document document = Xml.letter();
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        Reference reference =
                factory.newReference(
                        "",
                        factory.newDigestMethod(DigestMethod.SHA256, null),
                        List.of(
                                factory.newTransform(
                                        Transform.ENVELOPED, (TransformParameterSpec) null)),
                        null,
                        null);
        SignedInfo info =
                factory.newSignedInfo(
                        factory.newCanonicalizationMethod(
                                CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                        factory.newSignatureMethod(algorithm, null),
                        List.of(reference));
        factory.newXMLSignature(info, null)
                .sign(new DOMSignContext(key, document.getDocumentElement()));
        DOMValidateContext reading =
                new DOMValidateContext(
                        verifying,
                        document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature").item(0));
        assertThat(factory.unmarshalXMLSignature(reading).validate(reading)).isTrue();
    }

    @Test
    void signatures() {
        JDK.worksAtBothLevels(
                "rsa-sha256",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048, level);
                    sign(SignatureMethod.RSA_SHA256, cmk.key(), cmk.publicKey());
                });
        JDK.worksAtBothLevels(
                "sha256-rsa-MGF1",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048, level);
                    sign(
                            "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
                            cmk.key(),
                            cmk.publicKey());
                });
        JDK.worksAtBothLevels(
                "ecdsa-sha256",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256, level);
                    sign(SignatureMethod.ECDSA_SHA256, cmk.key(), cmk.publicKey());
                });
        JDK.worksAtBothLevels(
                "hmac-sha256",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.HMAC_SHA_256, level);
                    sign(SignatureMethod.HMAC_SHA256, cmk.secretKey(), cmk.secretKey());
                });
    }
}
