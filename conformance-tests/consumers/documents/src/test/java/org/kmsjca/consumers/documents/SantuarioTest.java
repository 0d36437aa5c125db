package org.kmsjca.consumers.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Key;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.apache.xml.security.Init;
import org.apache.xml.security.c14n.Canonicalizer;
import org.apache.xml.security.encryption.EncryptedData;
import org.apache.xml.security.encryption.EncryptedKey;
import org.apache.xml.security.encryption.XMLCipher;
import org.apache.xml.security.keys.KeyInfo;
import org.apache.xml.security.signature.XMLSignature;
import org.apache.xml.security.transforms.Transforms;
import org.apache.xml.security.utils.Constants;
import org.apache.xml.security.utils.EncryptionConstants;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.TestKms;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class SantuarioTest {
    @RegisterExtension
    static final Consumer SANTUARIO = Consumer.of("Santuario", XMLSignature.class);

    @BeforeAll
    static void start() {
        Init.init();
    }

    private static void sign(String algorithm, Key key, Key verifying) throws Exception {
        Document document = Xml.letter();
        sign(document, new XMLSignature(document, "", algorithm), key, verifying);
    }

    private static void sign(Document document, XMLSignature signature, Key key, Key verifying)
            throws Exception {
        document.getDocumentElement().appendChild(signature.getElement());
        Transforms transforms = new Transforms(document);
        transforms.addTransform(Transforms.TRANSFORM_ENVELOPED_SIGNATURE);
        signature.addDocument("", transforms, "http://www.w3.org/2001/04/xmlenc#sha256");
        signature.sign(key);
        Element written =
                (Element)
                        document.getElementsByTagNameNS(Constants.SignatureSpecNS, "Signature")
                                .item(0);
        XMLSignature read = new XMLSignature(written, "");
        assertThat(read.checkSignatureValue(verifying)).isTrue();
    }

    @Test
    void signatures() {
        Map.of(
                        "rsa-sha256", XMLSignature.ALGO_ID_SIGNATURE_RSA_SHA256,
                        "sha256-rsa-MGF1", XMLSignature.ALGO_ID_SIGNATURE_RSA_SHA256_MGF1)
                .forEach(
                        (name, algorithm) ->
                                SANTUARIO.worksAtBothLevels(
                                        name,
                                        level -> {
                                            Cmk cmk = Cmk.of(KeySpec.RSA_2048, level);
                                            sign(algorithm, cmk.key(), cmk.publicKey());
                                        }));
        SANTUARIO.works(
                "rsa-pss with its parameters",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048);
                    Document document = Xml.letter();
                    PSSParameterSpec parameters =
                            new PSSParameterSpec(
                                    "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);
                    XMLSignature signature =
                            new XMLSignature(
                                    document,
                                    "",
                                    XMLSignature.ALGO_ID_SIGNATURE_RSA_PSS,
                                    0,
                                    Canonicalizer.ALGO_ID_C14N_EXCL_OMIT_COMMENTS,
                                    null,
                                    parameters);
                    sign(document, signature, cmk.key(), cmk.publicKey());
                });
        SANTUARIO.worksAtBothLevels(
                "ecdsa-sha256",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256, level);
                    sign(XMLSignature.ALGO_ID_SIGNATURE_ECDSA_SHA256, cmk.key(), cmk.publicKey());
                });
        SANTUARIO.worksAtBothLevels(
                "hmac-sha256",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.HMAC_SHA_256, level);
                    sign(XMLSignature.ALGO_ID_MAC_HMAC_SHA256, cmk.secretKey(), cmk.secretKey());
                });
        Cmk edwards = Cmk.of(KeySpec.ED25519);
        SANTUARIO.works(
                "eddsa-ed25519",
                () ->
                        sign(
                                XMLSignature.ALGO_ID_SIGNATURE_EDDSA_ED25519,
                                edwards.key(),
                                edwards.publicKey()));
    }

    @Test
    void withTheProviderNamed() {
        for (KeySpec spec : new KeySpec[] {KeySpec.RSA_2048, KeySpec.EC_P256}) {
            SANTUARIO.works(
                    "signatures of " + spec.keyAlgorithm() + " with the provider given",
                    () -> {
                        Cmk cmk = Cmk.of(spec);
                        Document document = Xml.letter();
                        XMLSignature signature =
                                new XMLSignature(
                                        document,
                                        "",
                                        spec == KeySpec.RSA_2048
                                                ? XMLSignature.ALGO_ID_SIGNATURE_RSA_SHA256_MGF1
                                                : XMLSignature.ALGO_ID_SIGNATURE_ECDSA_SHA256,
                                        TestKms.get().provider());
                        sign(document, signature, cmk.key(), cmk.publicKey());
                    });
        }
    }

    private static void transport(String algorithm, Key wrapping, Key unwrapping) throws Exception {
        Document document = Xml.letter();
        KeyGenerator keys = KeyGenerator.getInstance("AES", "SunJCE");
        keys.init(256);
        SecretKey content = keys.generateKey();
        XMLCipher wrap = XMLCipher.getInstance(algorithm);
        wrap.init(XMLCipher.WRAP_MODE, wrapping);
        EncryptedKey wrapped = wrap.encryptKey(document, content);
        XMLCipher encrypt = XMLCipher.getInstance(XMLCipher.AES_256_GCM);
        encrypt.init(XMLCipher.ENCRYPT_MODE, content);
        EncryptedData data = encrypt.getEncryptedData();
        KeyInfo info = new KeyInfo(document);
        info.add(wrapped);
        data.setKeyInfo(info);
        encrypt.doFinal(document, document.getDocumentElement(), true);

        XMLCipher decrypt = XMLCipher.getInstance();
        decrypt.init(XMLCipher.DECRYPT_MODE, null);
        decrypt.setKEK(unwrapping);
        decrypt(document, decrypt);
    }

    private static void decrypt(Document document, XMLCipher decrypt) throws Exception {
        Element encrypted =
                (Element)
                        document.getElementsByTagNameNS(
                                        EncryptionConstants.EncryptionSpecNS, "EncryptedData")
                                .item(0);
        decrypt.doFinal(document, encrypted);
        assertThat(document.getDocumentElement().getTextContent()).isEqualTo("Dear Sir");
    }

    @Test
    void keyTransport() {
        Map.of(
                        "decryption of rsa-1_5", XMLCipher.RSA_v1dot5,
                        "decryption of rsa-oaep-mgf1p", XMLCipher.RSA_OAEP,
                        "decryption of rsa-oaep (XML Encryption 1.1)", XMLCipher.RSA_OAEP_11)
                .forEach(
                        (name, algorithm) ->
                                SANTUARIO.worksAtBothLevels(
                                        name,
                                        level -> {
                                            Cmk cmk =
                                                    Cmk.of(
                                                            KeySpec.RSA_2048,
                                                            KeyUsage.ENCRYPT_DECRYPT,
                                                            level);
                                            transport(algorithm, cmk.publicKey(), cmk.key());
                                        }));
        SANTUARIO.works(
                "kw-aes256 with an AES CMK",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.ALIYUN_AES_256);
                    transport(XMLCipher.AES_256_KeyWrap, cmk.secretKey(), cmk.secretKey());
                });
    }

    private static void content(String algorithm) throws Exception {
        Cmk cmk = Cmk.of(KeySpec.ALIYUN_AES_256);
        Document document = Xml.letter();
        XMLCipher encrypt = XMLCipher.getInstance(algorithm);
        encrypt.init(XMLCipher.ENCRYPT_MODE, cmk.secretKey());
        encrypt.doFinal(document, document.getDocumentElement(), true);
        XMLCipher decrypt = XMLCipher.getInstance();
        decrypt.init(XMLCipher.DECRYPT_MODE, cmk.secretKey());
        decrypt(document, decrypt);
    }

    @Test
    void contentUnderCmk() {
        SANTUARIO.works("aes256-gcm with an AES CMK", () -> content(XMLCipher.AES_256_GCM));
        SANTUARIO.works("aes256-cbc with an AES CMK", () -> content(XMLCipher.AES_256));
    }
}
