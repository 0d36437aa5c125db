package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Module;

/** The JDK's PKCS#11 provider on the same module and token, in both orders of initialisation. */
class SunPkcs11Test {
    @TempDir Path directory;
    private SoftHsm token;
    private Path library;

    @BeforeEach
    void prepare() {
        token = SoftHsm.token("kms-sun-" + System.nanoTime());
        library = Shim.ownCopy(directory);
    }

    private KmsUnderTest ours() {
        return HsmKms.open(directory, token.settings(library));
    }

    private Provider sun() throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("sun.cfg"),
                        "name=Test\nlibrary="
                                + library
                                + "\nslotListIndex="
                                + slotIndex()
                                + "\nshowInfo=false\n");
        Provider provider = Security.getProvider("SunPKCS11").configure(file.toString());
        KeyStore.getInstance("PKCS11", provider).load(null, SoftHsm.PIN.toCharArray());
        return provider;
    }

    /** SunPKCS11 knows slots by number only. */
    private int slotIndex() throws Exception {
        var module = PKCS11Module.getInstance(library.toRealPath().toString());
        boolean initialised = true;
        try {
            module.getPKCS11Module().C_GetInfo();
        } catch (PKCS11Exception e) {
            initialised = false;
            module.getPKCS11Module().C_Initialize(null, true);
        }
        try {
            long[] slots = module.getPKCS11Module().C_GetSlotList(true);
            for (int i = 0; i < slots.length; i++) {
                char[] label = module.getPKCS11Module().C_GetTokenInfo(slots[i]).label;
                if (new String(label).strip().equals(token.label())) {
                    return i;
                }
            }
            throw new AssertionError("no token " + token.label());
        } finally {
            if (!initialised) {
                module.getPKCS11Module().C_Finalize(null);
            }
        }
    }

    private static void works(Provider sun) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES", sun);
        generator.init(256);
        SecretKey key = generator.generateKey();
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding", sun);
        cipher.init(Cipher.ENCRYPT_MODE, key);
        assertThat(cipher.doFinal(new byte[32])).hasSize(32);
    }

    private static Operation.Handle keyOf(KmsUnderTest kms) throws Exception {
        return Operation.ECDSA.create(kms);
    }

    @Test
    void sunFirst() throws Exception {
        Provider sun = sun();
        works(sun);
        try (KmsUnderTest kms = ours()) {
            Operation.Handle handle = keyOf(kms);
            works(sun);
            Operation.ECDSA.run(kms, handle);
            // Sessions that are not ours are not ours to end.
            try (TokenView view = TokenView.of(library, token.label())) {
                view.cryptoki().C_Logout(view.session());
            }
            Operation.ECDSA.run(kms, handle);
        }
        works(sun);
    }

    @Test
    void weFirst() throws Exception {
        Provider sun;
        try (KmsUnderTest kms = ours()) {
            Operation.Handle handle = keyOf(kms);
            sun = sun();
            works(sun);
            Operation.ECDSA.run(kms, handle);
            works(sun);
            kms.create("more", KeySpec.ALIYUN_AES_128);
        }
        works(sun); // the module stays initialised when we are closed
    }
}
