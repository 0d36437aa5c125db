package org.kmsjca.consumers.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import org.apache.wss4j.common.crypto.Crypto;
import org.apache.wss4j.common.crypto.CryptoFactory;
import org.apache.wss4j.common.ext.WSPasswordCallback;
import org.apache.wss4j.common.util.KeyUtils;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.engine.WSSecurityEngine;
import org.apache.wss4j.dom.message.WSSecEncrypt;
import org.apache.wss4j.dom.message.WSSecHeader;
import org.apache.wss4j.dom.message.WSSecSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.w3c.dom.Document;

class Wss4jTest {
    @RegisterExtension
    static final Consumer WSS4J =
            Consumer.of(
                    "WSS4J",
                    WSSecurityEngine.class,
                    "org.apache.wss4j.crypto.merlin.keystore.file=web.kms",
                    "org.apache.wss4j.crypto.merlin.keystore.type=KMS");

    private static final CallbackHandler PASSWORDS =
            callbacks -> {
                for (Callback callback : callbacks) {
                    ((WSPasswordCallback) callback).setPassword("unused");
                }
            };

    private static Crypto crypto(Cmk cmk) throws Exception {
        Properties lines = new Properties();
        String merlin = "org.apache.wss4j.crypto.merlin.keystore.";
        lines.setProperty(
                "org.apache.wss4j.crypto.provider", "org.apache.wss4j.common.crypto.Merlin");
        lines.setProperty(merlin + "file", cmk.descriptor().toString());
        lines.setProperty(merlin + "type", "KMS");
        lines.setProperty(merlin + "password", "unused");
        return CryptoFactory.getInstance(lines);
    }

    private static Document envelope() throws Exception {
        return Xml.parse(
                "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'>"
                        + "<e:Body><letter>Dear Sir</letter></e:Body></e:Envelope>");
    }

    private static WSSecHeader header(Document document) throws Exception {
        WSSecHeader header = new WSSecHeader(document);
        header.insertSecurityHeader();
        return header;
    }

    private static void sign(Cmk cmk, String algorithm) throws Exception {
        Document document = envelope();
        WSSecSignature signature = new WSSecSignature(header(document));
        signature.setUserInfo(cmk.alias(), "unused");
        signature.setSignatureAlgorithm(algorithm);
        signature.setKeyIdentifierType(WSConstants.BST_DIRECT_REFERENCE);
        Document signed = signature.build(crypto(cmk));
        assertThat(
                        new WSSecurityEngine()
                                .processSecurityHeader(signed, null, PASSWORDS, crypto(cmk))
                                .getResults())
                .isNotEmpty();
    }

    @Test
    void signatures() {
        WSS4J.worksAtBothLevels(
                "signatures by rsa-sha256",
                level -> sign(Cmk.of(KeySpec.RSA_2048, level), WSConstants.RSA_SHA256));
        WSS4J.works(
                "signatures by ecdsa-sha256",
                () ->
                        sign(
                                Cmk.of(KeySpec.EC_P256),
                                "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"));
    }

    @Test
    void decryption() {
        for (String algorithm :
                new String[] {
                    WSConstants.KEYTRANSPORT_RSAOAEP, WSConstants.KEYTRANSPORT_RSAOAEP_XENC11
                }) {
            WSS4J.works(
                    "decryption of " + algorithm.substring(algorithm.indexOf('#') + 1),
                    () -> {
                        Cmk cmk =
                                Cmk.of(
                                        KeySpec.RSA_2048,
                                        KeyUsage.ENCRYPT_DECRYPT,
                                        ProtectionLevel.SOFTWARE);
                        Document document = envelope();
                        WSSecEncrypt encrypt = new WSSecEncrypt(header(document));
                        encrypt.setUserInfo(cmk.alias());
                        encrypt.setKeyEncAlgo(algorithm);
                        encrypt.setSymmetricEncAlgorithm(WSConstants.AES_256_GCM);
                        Document encrypted =
                                encrypt.build(
                                        crypto(cmk),
                                        KeyUtils.getKeyGenerator(WSConstants.AES_256_GCM)
                                                .generateKey());
                        new WSSecurityEngine()
                                .processSecurityHeader(encrypted, null, PASSWORDS, crypto(cmk));
                        assertThat(encrypted.getDocumentElement().getTextContent())
                                .contains("Dear Sir");
                    });
        }
    }
}
