package org.kmsjca.protection.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.hsm.KeySeal.CheckedSecret;
import org.kmsjca.protection.hsm.ObjectHandles.Name;

/** Records of stores, as {@code provider/docs/formats.md} says. */
class KeyRecordTest {
    private static final MaterialAad AAD =
            new MaterialAad(
                    "key",
                    "version",
                    KeySpec.ALIYUN_AES_256,
                    KeyUsage.ENCRYPT_DECRYPT,
                    Origin.ALIYUN_KMS);
    private static final Name NAME = new Name("0a0b", 4);

    private static byte[] mac(byte[] message) {
        return mac("root", message);
    }

    private static byte[] mac(String root, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(root.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Written by hand, as version 0.2.0 did. */
    private static byte[] firstFormat(int format) throws IOException {
        var body = new ByteArrayOutputStream();
        var out = new DataOutputStream(body);
        out.writeByte(format);
        for (String text : new String[] {"prod", "serial", "0a0b"}) {
            out.writeUTF(text);
        }
        out.writeLong(4);
        out.writeUTF("GENERATED");
        out.write(new byte[] {1, 1, 0});
        out.writeInt(0);
        var authenticated = new ByteArrayOutputStream();
        var all = new DataOutputStream(authenticated);
        for (String text :
                new String[] {
                    "key", "version", "Aliyun_AES_256", "ENCRYPT/DECRYPT", "Aliyun_KMS"
                }) {
            all.writeUTF(text);
        }
        all.write(body.toByteArray());
        body.write(mac(authenticated.toByteArray()));
        return body.toByteArray();
    }

    @Test
    void recordsOfTheFirstFormatOpenWithoutACheckValue() throws IOException {
        KeyRecord record = KeyRecord.open(AAD, firstFormat(1), KeyRecordTest::mac);
        assertThat(record.hsm()).isEqualTo("prod");
        assertThat(record.name()).isEqualTo(NAME);
        assertThat(record.check()).isNull();
        assertThat(record.publicKey()).isNull();
        assertThat(record.attributes())
                .isEqualTo(
                        new KeyAttributes(
                                KeyAttributes.Entry.GENERATED, true, true, false, null, Set.of()));
        assertThat(record.attributes().words("serial"))
                .containsEntry("CKA_LOCAL", "true")
                .doesNotContainKey("CKA_EXTRACTABLE");
    }

    @Test
    void newerFormatsAreRefusedByName() {
        assertThatThrownBy(() -> KeyRecord.open(AAD, firstFormat(3), KeyRecordTest::mac))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("format 3, which a newer version wrote");
    }

    private static KeyRecord record(CheckValue check) {
        return record(check, Set.of());
    }

    private static KeyRecord record(CheckValue check, Set<Long> allowed) {
        return new KeyRecord(
                "prod",
                "serial",
                NAME,
                new KeyAttributes(
                        KeyAttributes.Entry.ADOPTED,
                        true,
                        false,
                        false,
                        new KeyAttributes.Exposure(true, true),
                        allowed),
                null,
                check);
    }

    @Test
    void limitOfAnAdoptedKeyIsKept() {
        KeyRecord limited = record(null, Set.of(0x1082L, 0x250L, 0x80000001L));
        byte[] encoded = limited.encode(AAD, KeyRecordTest::mac);
        assertThat(KeyRecord.open(AAD, encoded, KeyRecordTest::mac)).isEqualTo(limited);
        assertThat(limited.attributes().words("serial"))
                .containsEntry("CKA_ALLOWED_MECHANISMS", "CKM_SHA256, CKM_AES_CBC, CKM_0X80000001");
    }

    @Test
    void everyByteIsAuthentic() {
        var check = new CheckValue(CheckValue.Form.CBC_ENCRYPTION, 0x1082, "0011", "2233");
        byte[] encoded = record(check).encode(AAD, KeyRecordTest::mac);
        KeyRecord opened = KeyRecord.open(AAD, encoded, KeyRecordTest::mac);
        assertThat(opened).isEqualTo(record(check));
        for (int i = 0; i < encoded.length; i++) {
            byte[] changed = encoded.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> KeyRecord.open(AAD, changed, KeyRecordTest::mac))
                    .as("byte " + i)
                    .isInstanceOf(KmsException.class)
                    .hasMessageContaining("was changed by something else");
        }
    }

    /** The root key is changed without a look into the token. */
    @Test
    void checkValueIsSealedAnewUnderAnotherRootKey() {
        var one = new KeySeal(KeyRecordTest::mac);
        var two = new KeySeal(message -> mac("another root", message));
        byte[] answer = {1, 2, 3};
        var asked = new CheckValue(CheckValue.Form.MAC, 0x251, "0011", "");
        CheckValue sealed = one.sealed(asked, NAME, answer);
        assertThat(one.resealed(new CheckedSecret(one, NAME, sealed))).isSameAs(sealed);
        CheckValue resealed = two.resealed(new CheckedSecret(one, NAME, sealed));
        assertThat(resealed.sealed()).isNotEqualTo(sealed.sealed());
        assertThat(two.opened(resealed, NAME)).isEqualTo(answer);
        assertThat(one.sealed(asked, NAME, answer)).isNotEqualTo(sealed);
        assertThatThrownBy(() -> one.opened(resealed, NAME))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> two.opened(resealed, new Name("0a0c", 4)))
                .isInstanceOf(IllegalStateException.class);
    }
}
