package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.conformance.support.SharedKms;

/** Additional authenticated data of GCM. */
class AdditionalDataTest extends SharedKms {
    private static final byte[] AAD = SymmetricCase.bytes(300, 5);
    private static final byte[] MESSAGE = SymmetricCase.bytes(40, 40);

    private SymmetricKeys keys;

    @Override
    protected void prepare() {
        keys = new SymmetricKeys(kms());
    }

    static List<SymmetricCase> gcm() {
        return SymmetricCase.gcm();
    }

    private Cipher ours(SymmetricCase gcm, int mode, long iv) throws GeneralSecurityException {
        return keys.ours(gcm, mode, gcm.parameters(iv));
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void partsOfEveryFormAreOneWhole(SymmetricCase gcm) throws GeneralSecurityException {
        Cipher peer = keys.peer(gcm, Cipher.ENCRYPT_MODE, gcm.parameters(1));
        peer.updateAAD(AAD);
        byte[] expected = peer.doFinal(MESSAGE);
        Cipher cipher = ours(gcm, Cipher.ENCRYPT_MODE, 1);
        cipher.updateAAD(AAD, 0, 100);
        ByteBuffer heap = ByteBuffer.wrap(AAD, 100, 50);
        cipher.updateAAD(heap);
        assertThat(heap.remaining()).isZero();
        cipher.updateAAD(new byte[0]);
        cipher.updateAAD(ByteBuffer.wrap(AAD, 150, 50).slice().asReadOnlyBuffer());
        ByteBuffer direct = ByteBuffer.allocateDirect(100);
        direct.put(AAD, 200, 100).flip();
        cipher.updateAAD(direct);
        assertThat(cipher.doFinal(MESSAGE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void onceTheMessageBeganItIsTooLate(SymmetricCase gcm) throws GeneralSecurityException {
        for (int mode : new int[] {Cipher.ENCRYPT_MODE, Cipher.DECRYPT_MODE}) {
            Cipher cipher = ours(gcm, mode, 2);
            cipher.update(new byte[0]);
            cipher.updateAAD(AAD);
            cipher.update(MESSAGE);
            assertThatThrownBy(() -> cipher.updateAAD(AAD))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void nullIsRefused(SymmetricCase gcm) throws GeneralSecurityException {
        Cipher cipher = ours(gcm, Cipher.ENCRYPT_MODE, 3);
        assertThatThrownBy(() -> cipher.updateAAD((byte[]) null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cipher.updateAAD((ByteBuffer) null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void wrappingTakesNone(SymmetricCase gcm) throws GeneralSecurityException {
        Cipher cipher = ours(gcm, Cipher.WRAP_MODE, 4);
        assertThatThrownBy(() -> cipher.updateAAD(AAD)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void otherModesTakeNone() throws GeneralSecurityException {
        for (SymmetricCase test : SymmetricCase.streams()) {
            if (!test.isGcm()) {
                Cipher cipher = keys.ours(test, Cipher.ENCRYPT_MODE, test.parameters(1));
                assertThatThrownBy(() -> cipher.updateAAD(AAD))
                        .isInstanceOf(UnsupportedOperationException.class);
            }
        }
    }
}
