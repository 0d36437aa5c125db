package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Imported material is unwrapped in the token where the token can, and nowhere else then. */
@Tag("once")
class ImportIntoTokenTest {
    private static final String INSIDE =
            "imported, unwrapped in the token: in clear only there (C_UnwrapKey)";

    @TempDir Path directory;
    private SoftHsm token;
    private Shim shim;
    private KmsUnderTest kms;

    @BeforeEach
    void open() {
        token = SoftHsm.token("kms-import-" + System.nanoTime());
        shim = Shim.beforeSoftHsm(directory);
        kms = HsmKms.open(directory.resolve("kms"), token.settings(shim.library()));
    }

    @AfterEach
    void close() {
        kms.close();
    }

    private OwnMaterial own(KeySpec spec, WrappingAlgorithm algorithm) {
        return OwnMaterial.of(kms, "own", spec, KeySpec.RSA_2048, algorithm);
    }

    private TokenView view() throws PKCS11Exception {
        return TokenView.of(shim.library(), token.label());
    }

    @ParameterizedTest
    @CsvSource({
        "ALIYUN_AES_256, RSA_2048, RSAES_PKCS1_V1_5",
        "ALIYUN_AES_256, RSA_2048, RSAES_OAEP_SHA_1",
        "ALIYUN_AES_256, RSA_4096, RSAES_OAEP_SHA_1",
        "ALIYUN_AES_192, RSA_2048, RSAES_OAEP_SHA_1",
        "ALIYUN_AES_128, RSA_2048, RSAES_PKCS1_V1_5",
    })
    void materialIsUnwrappedInTheToken(
            KeySpec spec, KeySpec wrappingSpec, WrappingAlgorithm algorithm) throws Exception {
        OwnMaterial own = OwnMaterial.of(kms, "own", spec, wrappingSpec, algorithm);
        own.assertInside();
        byte[] clear = OwnMaterial.clear(spec.bits() / 8);
        own.bring(clear);
        assertThat(own.roadOf(clear)).isEqualTo(INSIDE);
        assertThat(shim.calls("CreateObject")).isZero();
        assertThat(shim.calls("Decrypt")).as("the package gives nothing out").isZero();
    }

    @Test
    void oaepThatTheTokenRefusesIsUndoneInThisProcessAndSaidSo() throws Exception {
        OwnMaterial own = own(KeySpec.ALIYUN_AES_256, WrappingAlgorithm.RSAES_OAEP_SHA_256);
        assertThat(own.parameters().wrappingKeyLevel()).isEqualTo(ProtectionLevel.SOFTWARE);
        byte[] clear = OwnMaterial.clear(32);
        own.bring(clear);
        assertThat(own.roadOf(clear)).isEqualTo("imported, encrypted on the way (C_UnwrapKey)");
        try (TokenView view = view()) {
            assertThat(view.kept()).as("the key pair that did not serve is gone").hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ALIYUN_AES_128", "ALIYUN_AES_192", "ALIYUN_AES_256"})
    void everyOtherLengthIsRefusedAndLeavesNothing(KeySpec spec) throws Exception {
        for (WrappingAlgorithm algorithm :
                new WrappingAlgorithm[] {
                    WrappingAlgorithm.RSAES_PKCS1_V1_5, WrappingAlgorithm.RSAES_OAEP_SHA_1
                }) {
            OwnMaterial own =
                    OwnMaterial.of(
                            kms, "own-" + algorithm.name(), spec, KeySpec.RSA_2048, algorithm);
            own.assertInside();
            try (TokenView view = view()) {
                long[] before = view.find();
                for (int length = 0; length <= 70; length++) {
                    if (length != spec.bits() / 8) {
                        assertThat(
                                        own.refusal(
                                                own.wrap(OwnMaterial.clear(length)),
                                                own.parameters().importToken()))
                                .as("%d bytes", length)
                                .isEqualTo(KmsErrorCode.INVALID_KEY_MATERIAL);
                    }
                }
                assertThat(view.find()).containsExactlyInAnyOrder(before);
            }
            assertThat(kms.kms().describeKey(own.keyId()).keyState())
                    .isEqualTo(KeyState.PENDING_IMPORT);
        }
    }

    @Test
    void packagesOfOthersAndChangedTokensAreRefused() throws Exception {
        OwnMaterial own = own(KeySpec.ALIYUN_AES_256, WrappingAlgorithm.RSAES_OAEP_SHA_1);
        byte[] wrapped = own.wrap(OwnMaterial.clear(32));
        byte[] importToken = own.parameters().importToken();
        for (byte[] no : new byte[][] {{}, {1}, new byte[256], Arrays.copyOf(wrapped, 255)}) {
            assertThat(own.refusal(no, importToken)).isEqualTo(KmsErrorCode.INVALID_KEY_MATERIAL);
        }
        for (int i = 0; i < importToken.length; i++) {
            byte[] changed = importToken.clone();
            changed[i] ^= (byte) (i == 0 ? 3 : 1); // the first to the format of SOFTWARE
            assertThat(own.refusal(wrapped, changed))
                    .as("byte %d", i)
                    .isEqualTo(KmsErrorCode.INVALID_IMPORT_TOKEN);
        }
        own.bringTo(kms, wrapped, importToken);
        assertThat(own.roadOf(OwnMaterial.clear(32))).isEqualTo(INSIDE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UnwrapKey", "GenerateKey", "WrapKey", "Encrypt"})
    void tokenInTroubleIsNoFaultOfTheMaterialAndLeavesNothing(String function) throws Exception {
        OwnMaterial own = own(KeySpec.ALIYUN_AES_256, WrappingAlgorithm.RSAES_OAEP_SHA_1);
        byte[] wrapped = own.wrap(OwnMaterial.clear(32));
        byte[] importToken = own.parameters().importToken();
        try (TokenView view = view()) {
            long[] before = view.find();
            shim.on(function).fail(PKCS11Constants.CKR_DEVICE_ERROR, 1);
            assertThat(own.refusal(wrapped, importToken))
                    .isEqualTo(KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY);
            assertThat(view.find()).containsExactlyInAnyOrder(before);
            shim.on(function).fail(PKCS11Constants.CKR_DEVICE_ERROR, 1);
            assertThatThrownBy(
                            () ->
                                    kms.kms()
                                            .getParametersForImport(
                                                    own.keyId(),
                                                    KeySpec.RSA_2048,
                                                    WrappingAlgorithm.RSAES_OAEP_SHA_1))
                    .isInstanceOf(KmsException.class);
            assertThat(view.find()).containsExactlyInAnyOrder(before);
        }
        own.bringTo(kms, wrapped, importToken);
        assertThat(own.roadOf(OwnMaterial.clear(32))).isEqualTo(INSIDE);
    }

    @Test
    void sameMaterialComesAgainUnderTheSameTokenAndOtherDoesNot() throws Exception {
        OwnMaterial own = own(KeySpec.ALIYUN_AES_256, WrappingAlgorithm.RSAES_OAEP_SHA_1);
        byte[] clear = OwnMaterial.clear(32);
        own.bring(clear);
        kms.kms().deleteKeyMaterial(own.keyId());
        byte[] other = clear.clone();
        other[0] ^= 1;
        assertThat(own.refusal(own.wrap(other), own.parameters().importToken()))
                .isEqualTo(KmsErrorCode.INVALID_KEY_MATERIAL);
        own.bring(clear);
        assertThat(own.roadOf(clear)).isEqualTo(INSIDE);
    }

    @Test
    void anotherInstanceFindsTheWrappingKey() throws Exception {
        OwnMaterial own = own(KeySpec.ALIYUN_AES_256, WrappingAlgorithm.RSAES_OAEP_SHA_1);
        Path copies = Files.createDirectories(directory.resolve("copy"));
        Path configuration =
                Files.writeString(
                        copies.resolve("kms.properties"),
                        Files.readString(kms.configuration())
                                .replace(
                                        shim.library().toString(),
                                        Shim.ownCopy(copies).toString()));
        byte[] clear = OwnMaterial.clear(32);
        try (KmsUnderTest other = KmsUnderTest.of(configuration)) {
            own.bringTo(other, own.wrap(clear), own.parameters().importToken());
        }
        assertThat(own.roadOf(clear)).isEqualTo(INSIDE);
    }

    @Test
    void wrappingKeyDoesNothingElseAndGoesWhenItHasExpired() throws Exception {
        own(KeySpec.ALIYUN_AES_256, WrappingAlgorithm.RSAES_OAEP_SHA_1);
        try (TokenView view = view()) {
            long[] kept = view.kept();
            assertThat(kept).hasSize(1);
            for (long never :
                    new long[] {
                        PKCS11Constants.CKA_EXTRACTABLE,
                        PKCS11Constants.CKA_SIGN,
                        PKCS11Constants.CKA_DECRYPT,
                        PKCS11Constants.CKA_DERIVE
                    }) {
                assertThat(view.value(kept[0], never)).isEqualTo(false);
            }
            assertThat(view.value(kept[0], PKCS11Constants.CKA_NEVER_EXTRACTABLE)).isEqualTo(true);
            expire(view, kept[0]);
            kms.kms()
                    .getParametersForImport(
                            kms.kms().describeKey("alias/own").keyId(),
                            KeySpec.RSA_2048,
                            WrappingAlgorithm.RSAES_PKCS1_V1_5);
            assertThat(view.kept()).hasSize(1).doesNotContain(kept[0]);
        }
    }

    private static void expire(TokenView view, long key) throws PKCS11Exception {
        CK_ATTRIBUTE[] label = {
            TokenView.attribute(PKCS11Constants.CKA_LABEL, "kms import until 1".toCharArray())
        };
        view.cryptoki().C_SetAttributeValue(view.session(), key, label, true);
    }

    @Test
    void tokenThatCannotTellLengthsDoesNotUnwrap() throws IOException {
        Path home = Files.createDirectories(directory.resolve("poor"));
        SoftHsm poor = SoftHsm.alone(home, "poor");
        Files.writeString(
                poor.home(),
                Files.readString(poor.home()) + "slots.mechanisms = -,CKM_AES_KEY_WRAP\n");
        Shim before = Shim.before(poor, Files.createDirectories(directory.resolve("poor-shim")));
        try (KmsUnderTest lacking =
                HsmKms.open(directory.resolve("poor-kms"), poor.settings(before.library()))) {
            OwnMaterial own =
                    OwnMaterial.of(
                            lacking,
                            "own",
                            KeySpec.ALIYUN_AES_256,
                            KeySpec.RSA_2048,
                            WrappingAlgorithm.RSAES_OAEP_SHA_1);
            assertThat(own.parameters().wrappingKeyLevel()).isEqualTo(ProtectionLevel.SOFTWARE);
        }
    }
}
