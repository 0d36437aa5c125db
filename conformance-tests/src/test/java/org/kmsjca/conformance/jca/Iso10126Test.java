package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.Test;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;

/** The padding of XML Encryption: random bytes, of which the last says how many there are. */
class Iso10126Test extends SharedKms {
    static final String TRANSFORMATION = "AES/CBC/ISO10126Padding";

    private static final SymmetricCase CASE = new SymmetricCase(TRANSFORMATION, 256);
    private static final SymmetricCase BLOCKS = new SymmetricCase("AES/CBC/NoPadding", 256);

    private SymmetricKeys keys;

    @Override
    protected void prepare() {
        keys = new SymmetricKeys(kms());
    }

    @Test
    void peersAndWeDecryptEachOther() throws GeneralSecurityException {
        for (int length : new int[] {0, 1, 15, 16, 17, 31, 32, 20_000}) {
            byte[] message = SymmetricCase.bytes(length, length);
            var iv = CASE.parameters(length);
            byte[] ours = keys.ours(CASE, Cipher.ENCRYPT_MODE, iv).doFinal(message);
            assertThat(ours).hasSize((length / 16 + 1) * 16);
            for (Provider peer : List.of(Peers.SUN_JCE, Peers.BOUNCY_CASTLE)) {
                Cipher theirs = Cipher.getInstance(TRANSFORMATION, peer);
                theirs.init(Cipher.DECRYPT_MODE, keys.clear(CASE), iv);
                assertThat(theirs.doFinal(ours)).as(peer.getName()).isEqualTo(message);
                theirs.init(Cipher.ENCRYPT_MODE, keys.clear(CASE), iv);
                byte[] back = theirs.doFinal(message);
                assertThat(keys.ours(CASE, Cipher.DECRYPT_MODE, iv).doFinal(back))
                        .as(peer.getName())
                        .isEqualTo(message);
                assertThat(inParts(keys.ours(CASE, Cipher.DECRYPT_MODE, iv), back))
                        .isEqualTo(message);
            }
        }
    }

    private static byte[] inParts(Cipher cipher, byte[] input) throws GeneralSecurityException {
        var output = new ByteArrayOutputStream();
        for (int done = 0; done < input.length; done += 16) {
            byte[] part = cipher.update(input, done, 16);
            output.writeBytes(part == null ? new byte[0] : part);
        }
        output.writeBytes(cipher.doFinal());
        return output.toByteArray();
    }

    @Test
    void paddingIsRandomAndItsLastByteTheCount() throws GeneralSecurityException {
        var iv = CASE.parameters(1);
        byte[] first = clear(keys.ours(CASE, Cipher.ENCRYPT_MODE, iv).doFinal(new byte[1]), iv);
        byte[] second = clear(keys.ours(CASE, Cipher.ENCRYPT_MODE, iv).doFinal(new byte[1]), iv);
        assertThat(first[15]).isEqualTo((byte) 15);
        assertThat(second[15]).isEqualTo((byte) 15);
        assertThat(Arrays.copyOf(first, 15)).isNotEqualTo(Arrays.copyOf(second, 15));
    }

    private byte[] clear(byte[] ciphertext, AlgorithmParameterSpec iv)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding", Peers.SUN_JCE);
        cipher.init(Cipher.DECRYPT_MODE, keys.clear(CASE), iv);
        return cipher.doFinal(ciphertext);
    }

    @Test
    void wrongCountsAndLengthsAreRefused() throws GeneralSecurityException {
        var iv = new IvParameterSpec(new byte[16]);
        for (int count : new int[] {0, 17, 128, 255}) {
            byte[] block = new byte[16];
            block[15] = (byte) count;
            byte[] wrong = keys.ours(BLOCKS, Cipher.ENCRYPT_MODE, iv).doFinal(block);
            Cipher cipher = keys.ours(CASE, Cipher.DECRYPT_MODE, iv);
            assertThatThrownBy(() -> cipher.doFinal(wrong))
                    .as("count %d", count)
                    .isInstanceOf(BadPaddingException.class);
        }
        Cipher cipher = keys.ours(CASE, Cipher.DECRYPT_MODE, iv);
        assertThatThrownBy(() -> cipher.doFinal(new byte[17]))
                .isInstanceOf(IllegalBlockSizeException.class);
    }
}
