package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Symmetric ciphers against SunJCE and Bouncy Castle, in parts and through buffers. */
record RandomSymmetric(SymmetricKeys keys) implements RandomOperation {
    @Override
    public void run(Random random) throws GeneralSecurityException {
        SymmetricCase test = RandomOperation.one(random, SymmetricCase.all());
        if (test.isKeyWrap()) {
            wrap(test, random);
            return;
        }
        AlgorithmParameterSpec parameters = parameters(test, random);
        byte[] aad = test.isGcm() ? RandomOperation.bytes(random, random.nextInt(40)) : null;
        byte[] drawn = RandomOperation.message(random);
        byte[] message = Arrays.copyOf(drawn, test.fit(drawn.length));
        byte[] encrypted = whole(keys.peer(test, Cipher.ENCRYPT_MODE, parameters), aad, message);
        assertThat(parts(keys.ours(test, Cipher.ENCRYPT_MODE, parameters), aad, message, random))
                .as("%s encrypts %d bytes", test, message.length)
                .isEqualTo(encrypted);
        boolean forge = random.nextInt(4) == 0 && encrypted.length > 0;
        byte[] input = forge ? RandomOperation.changed(random, encrypted) : encrypted;
        Cipher ours = keys.ours(test, Cipher.DECRYPT_MODE, parameters);
        Cipher peer = keys.peer(test, Cipher.DECRYPT_MODE, parameters);
        Object expected = outcome(() -> whole(peer, aad, input));
        assertThat(outcome(() -> parts(ours, aad, input, random)))
                .as("%s decrypts %d bytes, changed %s", test, input.length, forge)
                .isEqualTo(expected);
    }

    private static AlgorithmParameterSpec parameters(SymmetricCase test, Random random) {
        if (!test.isGcm() || random.nextBoolean()) {
            return test.parameters(random.nextLong());
        }
        byte[] iv = RandomOperation.bytes(random, 1 + random.nextInt(32));
        return new GCMParameterSpec(96 + 8 * random.nextInt(5), iv);
    }

    private interface Call {
        byte[] get() throws GeneralSecurityException;
    }

    /** The bytes, in hexadecimal for the reader, or what kind of refusal came. */
    private static Object outcome(Call call) throws GeneralSecurityException {
        try {
            return HexFormat.of().formatHex(call.get());
        } catch (AEADBadTagException e) {
            return AEADBadTagException.class;
        } catch (BadPaddingException e) {
            return BadPaddingException.class;
        }
    }

    private static byte[] whole(Cipher cipher, byte[] aad, byte[] input)
            throws GeneralSecurityException {
        if (aad != null) {
            cipher.updateAAD(aad);
        }
        return cipher.doFinal(input);
    }

    private static byte[] parts(Cipher cipher, byte[] aad, byte[] input, Random random)
            throws GeneralSecurityException {
        if (aad != null) {
            int cut = random.nextInt(aad.length + 1);
            cipher.updateAAD(aad, 0, cut);
            cipher.updateAAD(ByteBuffer.wrap(aad, cut, aad.length - cut));
        }
        var output = new ByteArrayOutputStream();
        int done = 0;
        for (int i = random.nextInt(4); i > 0; i--) {
            int part = random.nextInt(input.length - done + 1);
            put(output, cipher.update(input, done, part));
            done += part;
        }
        put(output, end(cipher, input, done, random));
        return output.toByteArray();
    }

    private static void put(ByteArrayOutputStream output, byte[] part) {
        if (part != null) {
            output.writeBytes(part);
        }
    }

    private static byte[] end(Cipher cipher, byte[] input, int done, Random random)
            throws GeneralSecurityException {
        int length = input.length - done;
        int room = cipher.getOutputSize(length);
        switch (random.nextInt(3)) {
            case 0 -> {
                return cipher.doFinal(input, done, length);
            }
            case 1 -> {
                byte[] array = new byte[room];
                int written = cipher.doFinal(input, done, length, array, 0);
                return Arrays.copyOf(array, written);
            }
            default -> {
                ByteBuffer source = ByteBuffer.allocateDirect(length).put(input, done, length);
                ByteBuffer target =
                        random.nextBoolean()
                                ? ByteBuffer.allocate(room)
                                : ByteBuffer.allocateDirect(room);
                byte[] result = new byte[cipher.doFinal(source.flip(), target)];
                target.flip().get(result);
                return result;
            }
        }
    }

    private void wrap(SymmetricCase test, Random random) throws GeneralSecurityException {
        int length = test.fit(1 + random.nextInt(200));
        var key = new SecretKeySpec(RandomOperation.bytes(random, length), "Any");
        byte[] wrapped = keys.peer(test, Cipher.WRAP_MODE, null).wrap(key);
        assertThat(keys.ours(test, Cipher.WRAP_MODE, null).wrap(key)).isEqualTo(wrapped);
        assertThat(
                        keys.ours(test, Cipher.UNWRAP_MODE, null)
                                .unwrap(wrapped, "Any", Cipher.SECRET_KEY))
                .isEqualTo(key);
    }

    @Override
    public String toString() {
        return "symmetric cipher";
    }
}
