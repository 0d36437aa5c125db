package org.kmsjca.cli.demo;

import java.security.PrivateKey;
import java.security.PublicKey;
import javax.crypto.SecretKey;

/** The handles of the demo's CMKs. */
record DemoKeys(SecretKey aes, PrivateKey rsa, PublicKey rsaPublic) {
    static final String AES_ALIAS = "demo-aes";
    static final String RSA_ALIAS = "demo-rsa";
}
