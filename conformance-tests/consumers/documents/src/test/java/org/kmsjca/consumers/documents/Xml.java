package org.kmsjca.consumers.documents;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** XML documents to sign. */
final class Xml {
    static final String TEXT = "<letter><text>Dear Sir</text></letter>";

    private Xml() {}

    static Document letter() throws Exception {
        return parse(TEXT);
    }

    static Document parse(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }
}
