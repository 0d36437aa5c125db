package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.SharedKms;

/** A message in parts, cut at random, gives what the peer gives, call by call. */
class CipherPartsTest extends SharedKms {
    private static final int ROUNDS = 60;
    private static final int MODE_CHANGE = 16 * 1024;

    private SymmetricKeys keys;

    @Override
    protected void prepare() {
        keys = new SymmetricKeys(kms());
    }

    static List<SymmetricCase> streams() {
        return SymmetricCase.streams();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void encryptionInRandomPartsIsThatOfThePeer(SymmetricCase test)
            throws GeneralSecurityException {
        long seed = new SecureRandom().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] message = message(test, random);
            compare(test, Cipher.ENCRYPT_MODE, message, round, seed, random);
        }
    }

    /** Bouncy Castle gives GCM's plaintext out before the tag was checked: no model. */
    static List<SymmetricCase> decryptions() {
        return SymmetricCase.streams().stream()
                .filter(test -> !test.equals(SymmetricCase.SM4_GCM))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("decryptions")
    void decryptionInRandomPartsIsThatOfThePeer(SymmetricCase test)
            throws GeneralSecurityException {
        long seed = new SecureRandom().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            AlgorithmParameterSpec iv = test.parameters(round);
            Cipher cipher = keys.peer(test, Cipher.ENCRYPT_MODE, iv);
            byte[] ciphertext = cipher.doFinal(message(test, random));
            compare(test, Cipher.DECRYPT_MODE, ciphertext, round, seed, random);
        }
    }

    @Test
    void nothingComesOutBeforeTheTagWasChecked() throws GeneralSecurityException {
        for (SymmetricCase gcm : SymmetricCase.gcm()) {
            byte[] clear = SymmetricCase.bytes(50_000, 3);
            byte[] encrypted =
                    keys.peer(gcm, Cipher.ENCRYPT_MODE, gcm.parameters(3)).doFinal(clear);
            Cipher cipher = keys.ours(gcm, Cipher.DECRYPT_MODE, gcm.parameters(3));
            for (int done = 0; done < encrypted.length; done += 1000) {
                int part = Math.min(1000, encrypted.length - done);
                assertThat(cipher.update(encrypted, done, part)).isNullOrEmpty();
            }
            assertThat(cipher.doFinal()).as(gcm.toString()).isEqualTo(clear);
        }
    }

    private static byte[] message(SymmetricCase test, Random random) {
        int length = random.nextBoolean() ? random.nextInt(200) : random.nextInt(80_000);
        byte[] message = new byte[test.fit(length)];
        random.nextBytes(message);
        return message;
    }

    private void compare(
            SymmetricCase test, int mode, byte[] input, long iv, long seed, Random random)
            throws GeneralSecurityException {
        Cipher ours = keys.ours(test, mode, test.parameters(iv));
        Cipher peer = keys.peer(test, mode, test.parameters(iv));
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        ByteArrayOutputStream peers = new ByteArrayOutputStream();
        int done = 0;
        while (done < input.length && random.nextInt(20) != 0) {
            int part = part(random, input.length - done);
            String place = "part %d+%d of %d, seed %d".formatted(done, part, input.length, seed);
            if (!collects(test, mode)) {
                assertThat(ours.getOutputSize(part)).as(place).isEqualTo(peer.getOutputSize(part));
            }
            byte[] mine = ours.update(input, done, part);
            byte[] theirs = peer.update(input, done, part);
            if (!collects(test, mode)) {
                assertThat(mine).as(place).isEqualTo(theirs);
            }
            put(whole, mine);
            put(peers, theirs);
            done += part;
        }
        whole.writeBytes(ours.doFinal(input, done, input.length - done));
        peers.writeBytes(peer.doFinal(input, done, input.length - done));
        assertThat(whole.toByteArray()).as("seed %d", seed).isEqualTo(peers.toByteArray());
    }

    /** In a token GCM is encrypted in larger parts, so that no session is held for short ones. */
    private boolean collects(SymmetricCase test, int mode) {
        return test.isGcm() && mode == Cipher.ENCRYPT_MODE && level() == ProtectionLevel.HSM;
    }

    private static void put(ByteArrayOutputStream output, byte[] part) {
        if (part != null) {
            output.writeBytes(part);
        }
    }

    private static int part(Random random, int most) {
        int part =
                switch (random.nextInt(4)) {
                    case 0 -> random.nextInt(4);
                    case 1 -> random.nextInt(100);
                    case 2 -> MODE_CHANGE - 20 + random.nextInt(40);
                    default -> random.nextInt(70_000);
                };
        return Math.min(part, most);
    }
}
