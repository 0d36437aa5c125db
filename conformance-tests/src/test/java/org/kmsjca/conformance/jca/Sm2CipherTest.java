package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.Sm2CipherSpec;
import org.kmsjca.Sm2CipherSpec.Format;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.Sm2Peer;
import org.kmsjca.conformance.support.SoftHsmLacks;
import org.kmsjca.conformance.support.TestKeys;

/** SM2 encryption in each format, both ways with peers that have the same key. */
@SoftHsmLacks("the SM family")
class Sm2CipherTest extends SharedKms {
    private static final List<Integer> LENGTHS = List.of(1, 2, 31, 32, 33, 64, 100, 6047);
    private static final int OVERHEAD = 97;

    private KeyPair pair;
    private PrivateKey handle;

    @Override
    protected void prepare() {
        pair = TestKeys.newPair(KeySpec.EC_SM2);
        handle = kms().importForDecryption("sm2", pair);
    }

    static List<String> transformations() {
        return List.of("SM2");
    }

    private byte[] encrypt(Format format, byte[] message) throws GeneralSecurityException {
        Cipher cipher = kms().cipher("SM2");
        if (format == null) {
            cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic());
        } else {
            cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic(), new Sm2CipherSpec(format));
        }
        return cipher.doFinal(message);
    }

    private byte[] decrypt(Format format, byte[] ciphertext) throws GeneralSecurityException {
        Cipher cipher = kms().cipher("SM2");
        if (format == null) {
            cipher.init(Cipher.DECRYPT_MODE, handle);
        } else {
            cipher.init(Cipher.DECRYPT_MODE, handle, new Sm2CipherSpec(format));
        }
        return cipher.doFinal(ciphertext);
    }

    /** Bouncy Castle's engine; its Cipher has the older order only. */
    private byte[] bouncyCastle(SM2Engine.Mode order, boolean encrypting, byte[] input)
            throws GeneralSecurityException {
        try {
            var engine = new SM2Engine(order);
            engine.init(
                    encrypting,
                    encrypting
                            ? new ParametersWithRandom(
                                    PublicKeyFactory.createKey(pair.getPublic().getEncoded()))
                            : PrivateKeyFactory.createKey(pair.getPrivate().getEncoded()));
            return engine.processBlock(input, 0, input.length);
        } catch (CryptoException | IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    @Test
    void bouncyCastleAndWeReadEachOtherInBothOrders() throws GeneralSecurityException {
        for (int length : LENGTHS) {
            byte[] message = SymmetricCase.bytes(length, length);
            for (SM2Engine.Mode order : SM2Engine.Mode.values()) {
                Format format = Format.valueOf(order.name());
                assertThat(decrypt(format, bouncyCastle(order, true, message))).isEqualTo(message);
                assertThat(bouncyCastle(order, false, encrypt(format, message))).isEqualTo(message);
            }
        }
    }

    @Test
    void bouncyCastlesCipherHasTheOlderOrder() throws GeneralSecurityException {
        byte[] message = SymmetricCase.bytes(40, 1);
        Cipher theirs = Cipher.getInstance("SM2", Peers.BOUNCY_CASTLE);
        theirs.init(Cipher.ENCRYPT_MODE, pair.getPublic());
        assertThat(decrypt(Format.C1C2C3, theirs.doFinal(message))).isEqualTo(message);
        theirs.init(Cipher.DECRYPT_MODE, pair.getPrivate());
        assertThat(theirs.doFinal(encrypt(Format.C1C2C3, message))).isEqualTo(message);
    }

    @Test
    void konaAndWeReadEachOtherInAsn1() throws GeneralSecurityException {
        KeyPair own = Sm2Peer.KONA.own(pair);
        for (int length : LENGTHS) {
            byte[] message = SymmetricCase.bytes(length, length);
            Cipher theirs = Cipher.getInstance("SM2", Peers.KONA);
            theirs.init(Cipher.ENCRYPT_MODE, own.getPublic());
            byte[] encrypted = theirs.doFinal(message);
            assertThat(decrypt(Format.ASN1, encrypted)).isEqualTo(message);
            assertThat(decrypt(null, encrypted)).as("recognised").isEqualTo(message);
            theirs.init(Cipher.DECRYPT_MODE, own.getPrivate());
            assertThat(theirs.doFinal(encrypt(Format.ASN1, message))).isEqualTo(message);
        }
    }

    @Test
    void withoutParametersTheCurrentOrderIsWrittenRaw() throws GeneralSecurityException {
        for (int length : LENGTHS) {
            byte[] message = SymmetricCase.bytes(length, length);
            byte[] encrypted = encrypt(null, message);
            assertThat(encrypted).hasSize(OVERHEAD + length).startsWith(4);
            assertThat(bouncyCastle(SM2Engine.Mode.C1C3C2, false, encrypted)).isEqualTo(message);
            assertThat(decrypt(null, encrypted)).isEqualTo(message);
        }
    }

    @Test
    void asn1IsTheSequenceOfGmt0009() throws GeneralSecurityException {
        byte[] message = SymmetricCase.bytes(40, 1);
        ASN1Sequence sequence = ASN1Sequence.getInstance(encrypt(Format.ASN1, message));
        assertThat(sequence.size()).isEqualTo(4);
        byte[] raw = new byte[OVERHEAD + 40];
        raw[0] = 4;
        for (int i = 0; i < 2; i++) {
            byte[] coordinate =
                    BigIntegers.asUnsignedByteArray(
                            32, ((ASN1Integer) sequence.getObjectAt(i)).getPositiveValue());
            System.arraycopy(coordinate, 0, raw, 1 + 32 * i, 32);
        }
        byte[] hash = ((ASN1OctetString) sequence.getObjectAt(2)).getOctets();
        byte[] text = ((ASN1OctetString) sequence.getObjectAt(3)).getOctets();
        assertThat(hash).hasSize(32);
        assertThat(text).hasSize(40);
        System.arraycopy(hash, 0, raw, 65, 32);
        System.arraycopy(text, 0, raw, 97, 40);
        assertThat(bouncyCastle(SM2Engine.Mode.C1C3C2, false, raw)).isEqualTo(message);
    }

    @Test
    void coordinatesWithLeadingZerosAreWrittenShortAndReadBack() throws GeneralSecurityException {
        boolean seen = false;
        for (int i = 0; i < 10_000 && !seen; i++) {
            byte[] encrypted = encrypt(Format.ASN1, new byte[] {1, 2, 3});
            ASN1Sequence sequence = ASN1Sequence.getInstance(encrypted);
            seen = ((ASN1Integer) sequence.getObjectAt(0)).getValue().bitLength() <= 247;
            if (seen) {
                assertThat(decrypt(null, encrypted)).containsExactly(1, 2, 3);
            }
        }
        assertThat(seen).as("one in 512 has a short x").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void twoEncryptionsOfOneMessageDiffer(Format format) throws GeneralSecurityException {
        byte[] message = SymmetricCase.bytes(32, 1);
        assertThat(encrypt(format, message)).isNotEqualTo(encrypt(format, message));
    }

    @ParameterizedTest
    @EnumSource
    void publicKeyMayBeOfAnyImplementation(Sm2Peer peer) throws GeneralSecurityException {
        for (PublicKey key : List.of(kms().publicKey("sm2"), peer.own(pair).getPublic())) {
            Cipher cipher = kms().cipher("SM2");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            assertThat(decrypt(null, cipher.doFinal(new byte[] {5}))).containsExactly(5);
        }
    }

    private void assertOneAnswer(Format format, byte[] ciphertext, String what) {
        assertThatThrownBy(() -> decrypt(format, ciphertext))
                .as("%s, %s", format, what)
                .isExactlyInstanceOf(BadPaddingException.class)
                .hasMessage("the ciphertext does not decrypt with this key")
                .hasNoCause();
    }

    @ParameterizedTest
    @EnumSource
    void everyChangedCiphertextHasOneAnswer(Format format) throws GeneralSecurityException {
        byte[] encrypted = encrypt(format, SymmetricCase.bytes(20, 1));
        for (int i = 0; i < encrypted.length; i++) {
            byte[] changed = encrypted.clone();
            changed[i] ^= 1;
            assertOneAnswer(format, changed, "byte " + i + " changed");
        }
        for (int length = 0; length < encrypted.length; length++) {
            assertOneAnswer(format, Arrays.copyOf(encrypted, length), length + " bytes");
        }
        assertOneAnswer(format, Arrays.copyOf(encrypted, encrypted.length + 1), "a byte more");
        assertOneAnswer(format, new byte[encrypted.length], "zeros");
    }

    @Test
    void ciphertextInAnotherFormatHasTheSameAnswer() throws GeneralSecurityException {
        byte[] message = SymmetricCase.bytes(40, 1);
        for (Format written : Format.values()) {
            for (Format read : Format.values()) {
                if (written != read) {
                    assertOneAnswer(read, encrypt(written, message), "written as " + written);
                }
            }
        }
        assertOneAnswer(null, encrypt(Format.C1C2C3, message), "not guessed");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 5, 6, 7})
    void pointMustBeUncompressed(int form) throws GeneralSecurityException {
        byte[] encrypted = encrypt(Format.C1C3C2, new byte[20]);
        encrypted[0] = (byte) form;
        assertOneAnswer(Format.C1C3C2, encrypted, "point of form " + form);
        byte[] compressed = new byte[encrypted.length - 32];
        System.arraycopy(encrypted, 0, compressed, 0, 33);
        System.arraycopy(encrypted, 65, compressed, 33, encrypted.length - 65);
        assertOneAnswer(Format.C1C3C2, compressed, "short point of form " + form);
    }

    @Test
    void ciphertextForAnotherKeyHasTheSameAnswer() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("SM2");
        cipher.init(Cipher.ENCRYPT_MODE, TestKeys.newPair(KeySpec.EC_SM2).getPublic());
        assertOneAnswer(Format.C1C3C2, cipher.doFinal(new byte[20]), "another key");
    }
}
