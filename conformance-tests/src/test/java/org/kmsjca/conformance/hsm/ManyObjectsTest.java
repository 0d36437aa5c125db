package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** A token with 5,000 objects of others: what it costs to find our keys, in calls. */
@Tag("once")
class ManyObjectsTest {
    private static final int OTHERS = 5_000;
    private static final int OURS = 6;
    private static final String ID = "somebody's-00000";
    private static final List<String> LOOKUPS =
            List.of("FindObjectsInit", "FindObjects", "FindObjectsFinal", "GetAttributeValue");

    private final Path directory;
    private final SoftHsm token;

    ManyObjectsTest(@TempDir Path directory) {
        this.directory = directory;
        this.token = SoftHsm.alone(directory, "kms-many");
    }

    @Test
    void keysAreFoundByFewSearchesInAnEpochAndThenWithoutACall() throws Exception {
        Shim before = shim("before");
        try (KmsUnderTest kms = open(before)) {
            for (int i = 0; i < OURS; i++) {
                kms.create("aes-" + i, KeySpec.ALIYUN_AES_256);
                kms.create("ec-" + i, KeySpec.EC_P256);
            }
            createObject(before);
        }
        fill();

        Shim shim = shim("after");
        try (KmsUnderTest kms = open(shim)) {
            List<Operation.Handle> aes = handles(kms, "aes-");
            List<Operation.Handle> ec = handles(kms, "ec-");
            shim.reset();
            use(kms, aes, ec);
            // A search for each of the first few keys, then one for all keys of each class.
            assertThat(shim.calls("FindObjectsInit")).as("searches, cold").isBetween(1, 5);
            assertThat(shim.calls("GetAttributeValue"))
                    .as("calls for CKA_ID of every object, cold")
                    .isBetween(OTHERS, 2 * (OTHERS + 3 * OURS));

            shim.reset();
            use(kms, aes, ec);
            assertThat(LOOKUPS).allSatisfy(call -> assertThat(shim.calls(call)).isZero());
            int signing = OutputBuffersTest.GIVES_BUFFERS ? 1 : 2; // the wrapper asks for the size
            assertThat(shim.calls("Sign")).isEqualTo(signing * OURS);

            shim.on("SignInit").finalizeBefore();
            use(kms, aes, ec);
            assertThat(shim.calls("Initialize")).isEqualTo(1);
            assertThat(shim.calls("FindObjectsInit"))
                    .as("searches in the next epoch")
                    .isBetween(1, 5);
        }
        try (TokenView view = TokenView.of(shim.library(), token.label())) {
            assertThat(view.kept()).hasSizeGreaterThan(OTHERS + 2 * OURS - 1);
        }
    }

    /** Each has a copy of SoftHSM of its own, as another process would. */
    private Shim shim(String name) throws IOException {
        return Shim.before(token, Files.createDirectory(directory.resolve(name)));
    }

    private KmsUnderTest open(Shim shim) {
        return HsmKms.open(directory, token.settings(shim.library()));
    }

    private static List<Operation.Handle> handles(KmsUnderTest kms, String prefix) {
        List<Operation.Handle> handles = new ArrayList<>();
        for (int i = 0; i < OURS; i++) {
            handles.add(Operation.Handle.of(kms, prefix + i));
        }
        return handles;
    }

    private static void use(KmsUnderTest kms, List<Operation.Handle> aes, List<Operation.Handle> ec)
            throws GeneralSecurityException {
        for (int i = 0; i < OURS; i++) {
            Operation.GCM_ENCRYPTION.run(kms, aes.get(i));
            Operation.ECDSA.run(kms, ec.get(i));
        }
    }

    /** One object that is not ours; not private, so that its file shows its CKA_ID. */
    private void createObject(Shim shim) throws PKCS11Exception {
        try (TokenView view = TokenView.of(shim.library(), token.label())) {
            view.cryptoki()
                    .C_CreateObject(
                            view.session(),
                            new CK_ATTRIBUTE[] {
                                TokenView.attribute(
                                        PKCS11Constants.CKA_CLASS, PKCS11Constants.CKO_SECRET_KEY),
                                TokenView.attribute(
                                        PKCS11Constants.CKA_KEY_TYPE, PKCS11Constants.CKK_AES),
                                TokenView.attribute(PKCS11Constants.CKA_TOKEN, true),
                                TokenView.attribute(PKCS11Constants.CKA_PRIVATE, false),
                                TokenView.attribute(PKCS11Constants.CKA_ENCRYPT, true),
                                TokenView.attribute(PKCS11Constants.CKA_VALUE, new byte[32]),
                                TokenView.attribute(
                                        PKCS11Constants.CKA_ID,
                                        ID.getBytes(StandardCharsets.US_ASCII))
                            },
                            true);
        }
    }

    /** Copies its file, each copy with a CKA_ID of its own: C_CreateObject would take 40 s. */
    private void fill() throws IOException {
        String original = "";
        try (Stream<Path> files = Files.list(token.directory())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".object")).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                original = text.contains(ID) ? text : original;
            }
        }
        assertThat(original).contains(ID);
        for (int i = 1; i < OTHERS; i++) {
            String id = ID.substring(0, ID.length() - 5) + "%05d".formatted(i);
            Files.writeString(
                    token.directory().resolve(UUID.randomUUID() + ".object"),
                    original.replace(ID, id),
                    StandardCharsets.ISO_8859_1);
        }
    }
}
