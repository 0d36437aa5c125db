package org.kmsjca.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import org.kmsjca.KmsProvider;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.Slot;
import org.xipki.pkcs11.wrapper.TokenException;

/** One SoftHSM token by three roads: the KMS, SunPKCS11, the wrapper. */
final class HsmTokens implements AutoCloseable {
    private static final String LABEL = "kms-bench";

    private final Path home;
    private final KmsProvider kms;

    HsmTokens(String... settings) throws IOException {
        home = Files.createTempDirectory("kms-bench");
        SoftHsm token = SoftHsm.token(LABEL);
        Path file = home.resolve("kms.properties");
        Files.write(
                file,
                List.of(
                        "home=" + home.resolve("home"),
                        "root=keyfile",
                        "protection=HSM",
                        String.join("\n", token.settings()),
                        String.join("\n", settings)));
        kms = (KmsProvider) new KmsProvider().configure(file.toString());
    }

    KmsProvider kms() {
        return kms;
    }

    /** SunPKCS11 whose generated keys stay on the token; after the KMS has initialised it. */
    Provider sun() throws IOException, GeneralSecurityException, TokenException {
        Path file = home.resolve("sun.cfg");
        Files.writeString(
                file,
                "name=Bench\nlibrary="
                        + SoftHsm.library()
                        + "\nslot="
                        + slot().getSlotID()
                        + "\nattributes(generate, *, *) = { CKA_TOKEN = true }\n"
                        + "attributes(generate, CKO_PRIVATE_KEY, *) = { CKA_SIGN = true"
                        + " CKA_SENSITIVE = true CKA_EXTRACTABLE = false }\n"
                        + "attributes(generate, CKO_SECRET_KEY, *) = { CKA_ENCRYPT = true"
                        + " CKA_DECRYPT = true CKA_SENSITIVE = true CKA_EXTRACTABLE = false }\n");
        Provider provider = Security.getProvider("SunPKCS11").configure(file.toString());
        KeyStore.getInstance("PKCS11", provider).load(null, SoftHsm.PIN.toCharArray());
        return provider;
    }

    private static Slot slot() throws IOException, TokenException {
        PKCS11Module module = PKCS11Module.getInstance(SoftHsm.library().toRealPath().toString());
        for (Slot slot : module.getSlotList(true)) {
            if (slot.getToken().getTokenInfo().getLabel().strip().equals(LABEL)) {
                return slot;
            }
        }
        throw new IllegalStateException("no token " + LABEL);
    }

    /** A session of the wrapper's, to be held. */
    Session session() throws IOException, TokenException {
        return slot().getToken().openSession(true);
    }

    @Override
    public void close() {
        kms.close();
    }
}
