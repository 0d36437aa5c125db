package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.CmkMetadata;
import org.kmsjca.conformance.support.EngineAhead;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.SharedKms;

/**
 * What was encrypted before a rotation decrypts after it or is refused, never wrongly: under every
 * transformation with a secret key, for handles of before and new ones, here and at another engine
 * on the same files, as another process has.
 */
@Tag("once")
class RotatedCiphersTest extends SharedKms {
    private static final Duration WEEK = Duration.ofDays(8);
    private static final String GCM = "AES/GCM/NoPadding";

    private KmsUnderTest other;
    private KmsUnderTest lenient;

    @Override
    protected void prepare() {
        other = sibling("other", "software.cache=999");
        lenient = sibling("lenient", "cipher.encrypt.version=named\nkeystore.versions=true");
    }

    private KmsUnderTest sibling(String name, String settings) {
        Path file = kms().configuration().resolveSibling(name + ".properties");
        try {
            Files.writeString(file, Files.readString(kms().configuration()) + "\n" + settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return KmsUnderTest.of(file);
    }

    @AfterAll
    void closeSiblings() {
        other.close();
        lenient.close();
    }

    /** A CMK with two versions. */
    private record Rotated(String alias, String first, String second) {}

    private String create(String service) {
        String alias = "rotated-" + System.nanoTime();
        kms().create(alias, ServiceKeys.spec(service));
        return alias;
    }

    private Rotated rotate(String alias) {
        CmkMetadata cmk = kms().kms().describeKey("alias/" + alias);
        String second = EngineAhead.createVersion(kms().configuration(), WEEK, cmk.keyId());
        return new Rotated(alias, cmk.primaryKeyVersion().orElseThrow(), second);
    }

    static List<String> services() {
        return ServiceKeys.names("Cipher").stream()
                .filter(service -> ServiceKeys.spec(service).keyType().isSymmetric())
                .toList();
    }

    static boolean findsTheVersion(String service) {
        return service.contains("/GCM/") || service.contains("/KW") || service.contains("CMK");
    }

    /** A ciphertext and what decrypts it beside the key. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Message(byte[] plaintext, byte[] ciphertext, AlgorithmParameters parameters) {}

    private static Message encrypt(KmsUnderTest kms, String transformation, Key key)
            throws GeneralSecurityException {
        return encrypt(kms.cipher(transformation), key);
    }

    private static Message encrypt(Cipher cipher, Key key) throws GeneralSecurityException {
        cipher.init(Cipher.ENCRYPT_MODE, key);
        byte[] plaintext = new byte[48];
        new Random(7).nextBytes(plaintext);
        return new Message(plaintext, cipher.doFinal(plaintext), cipher.getParameters());
    }

    private static byte[] decrypt(KmsUnderTest kms, String transformation, Key key, Message message)
            throws GeneralSecurityException {
        Cipher cipher = kms.cipher(transformation);
        cipher.init(Cipher.DECRYPT_MODE, key, message.parameters());
        return cipher.doFinal(message.ciphertext());
    }

    @ParameterizedTest
    @MethodSource("services")
    void whatWasEncryptedBeforeDecryptsOrIsRefused(String service) throws Exception {
        String transformation = ServiceKeys.algorithm(service);
        String alias = create(service);
        Key before = kms().handle(alias);
        Key elsewhere = other.handle(alias);
        Message old = encrypt(kms(), transformation, before);

        Rotated rotated = rotate(alias);

        if (findsTheVersion(service)) {
            for (Key key : List.of(before, kms().handle(alias))) {
                assertThat(decrypt(kms(), transformation, key, old)).isEqualTo(old.plaintext());
            }
            for (Key key : List.of(elsewhere, other.handle(alias))) {
                assertThat(decrypt(other, transformation, key, old)).isEqualTo(old.plaintext());
            }
        } else {
            for (Key key : List.of(before, kms().handle(alias))) {
                assertRefused(kms(), transformation, key, old, rotated);
            }
            for (Key key : List.of(elsewhere, other.handle(alias))) {
                assertRefused(other, transformation, key, old, rotated);
            }
        }
        if (!transformation.contains("CMK")) {
            assertVersionsAreKept(transformation, before, old, rotated);
        }
    }

    private static void assertRefused(
            KmsUnderTest kms, String transformation, Key key, Message old, Rotated rotated) {
        assertThatThrownBy(() -> decrypt(kms, transformation, key, old))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("<alias>#<version id>")
                .hasMessageContaining(rotated.alias())
                .hasMessageContaining("GCM");
        assertThatThrownBy(() -> encrypt(kms, transformation, key))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("<alias>#<version id>");
    }

    private void assertVersionsAreKept(
            String transformation, Key before, Message old, Rotated rotated) throws Exception {
        Key first = kms().handle(rotated.alias() + "#" + rotated.first());
        Key second = kms().handle(rotated.alias() + "#" + rotated.second());
        assertThat(first).isNotEqualTo(second).isNotEqualTo(before);
        assertThat(decrypt(kms(), transformation, first, old)).isEqualTo(old.plaintext());
        assertThatThrownBy(() -> encrypt(kms(), transformation, first))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("cipher.encrypt.version=named");
        Message byName = encrypt(kms(), transformation, second);
        assertThat(decrypt(kms(), transformation, second, byName)).isEqualTo(byName.plaintext());
        assertIsNot(transformation, first, byName);
        if (findsTheVersion(transformation)) {
            Message renewed = encrypt(kms(), transformation, before); // a handle of before
            assertThat(decrypt(kms(), transformation, second, renewed))
                    .isEqualTo(renewed.plaintext());
            assertIsNot(transformation, first, renewed);
        }
        Key allowed = lenient.handle(rotated.alias() + "#" + rotated.first());
        Message late = encrypt(lenient, transformation, allowed);
        assertThat(decrypt(kms(), transformation, first, late)).isEqualTo(late.plaintext());
    }

    private void assertIsNot(String transformation, Key key, Message message) {
        byte[][] decrypted = new byte[1][];
        Throwable failure =
                catchThrowable(() -> decrypted[0] = decrypt(kms(), transformation, key, message));
        assertThat(failure != null || !Arrays.equals(decrypted[0], message.plaintext()))
                .as("%s under another version", transformation)
                .isTrue();
    }

    private Cipher decryptor(Key key, Message message) throws GeneralSecurityException {
        Cipher cipher = kms().cipher(GCM);
        cipher.init(Cipher.DECRYPT_MODE, key, message.parameters());
        return cipher;
    }

    @Test
    void messageInPartsInItsOwnArrayAndWithTooLittleRoom() throws Exception {
        String alias = create("Cipher." + GCM);
        Key key = kms().handle(alias);
        byte[] aad = {1, 2, 3};
        Cipher encryptor = kms().cipher(GCM);
        encryptor.init(Cipher.ENCRYPT_MODE, key);
        encryptor.updateAAD(aad);
        byte[] plaintext = new byte[1000];
        new Random(1).nextBytes(plaintext);
        Message old =
                new Message(plaintext, encryptor.doFinal(plaintext), encryptor.getParameters());
        rotate(alias);

        byte[] buffer = Arrays.copyOf(old.ciphertext(), old.ciphertext().length);
        Cipher cipher = decryptor(key, old);
        cipher.updateAAD(aad, 0, 1);
        cipher.updateAAD(aad, 1, 2);
        assertThatThrownBy(() -> cipher.doFinal(buffer, 0, buffer.length, new byte[999], 0))
                .isInstanceOf(ShortBufferException.class);
        assertThat(cipher.doFinal(buffer, 0, buffer.length, buffer, 0)).isEqualTo(1000);
        assertThat(Arrays.copyOf(buffer, 1000)).isEqualTo(plaintext);

        Cipher parts = decryptor(key, old);
        parts.updateAAD(aad);
        assertThat(parts.update(old.ciphertext(), 0, 500)).isNullOrEmpty();
        assertThat(parts.getOutputSize(516)).isGreaterThanOrEqualTo(1000);
        assertThat(parts.doFinal(old.ciphertext(), 500, 516)).isEqualTo(plaintext);
        // The same object goes on with the next message.
        parts.updateAAD(aad);
        assertThat(parts.doFinal(old.ciphertext())).isEqualTo(plaintext);

        Cipher otherAad = decryptor(key, old);
        otherAad.updateAAD(new byte[3]);
        assertThatThrownBy(() -> otherAad.doFinal(old.ciphertext()))
                .isInstanceOf(AEADBadTagException.class);
    }

    @Test
    void forgedMessagesDecryptUnderNoVersion() throws Exception {
        String alias = create("Cipher." + GCM);
        Key key = kms().handle(alias);
        Message old = encrypt(kms(), GCM, key);
        rotate(alias);
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            byte[] forged = old.ciphertext().clone();
            forged[random.nextInt(forged.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] output = new byte[forged.length];
            assertThatThrownBy(
                            () -> decryptor(key, old).doFinal(forged, 0, forged.length, output, 0))
                    .isInstanceOf(AEADBadTagException.class);
            assertThat(output).containsOnly(0);
        }
    }

    /** Eight threads, half of them with new Ciphers and half with one that is used again. */
    @Test
    void serverThatRunsSeesNoneOfFiveRotations() throws Exception {
        String alias = create("Cipher." + GCM);
        Key key = kms().handle(alias);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Message>> running = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Cipher encryptor = i % 2 == 0 ? null : kms().cipher(GCM);
                running.add(threads.submit(() -> serve(key, encryptor, done)));
            }
            String keyId = kms().keyId(alias);
            for (int i = 1; i <= 5; i++) {
                EngineAhead.createVersion(kms().configuration(), WEEK.multipliedBy(i), keyId);
                TimeUnit.MILLISECONDS.sleep(50);
            }
            done.set(true);
            Key newest =
                    kms().handle(
                                    alias
                                            + "#"
                                            + kms().kms()
                                                    .describeKey(keyId)
                                                    .primaryKeyVersion()
                                                    .orElseThrow());
            for (Future<Message> future : running) {
                Message last = future.get(60, TimeUnit.SECONDS);
                assertThat(decrypt(kms(), GCM, newest, last)).isEqualTo(last.plaintext());
            }
            assertThat(kms().kms().describeKey(keyId).versions()).hasSize(6);
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
    }

    /** Goes on until the end and one message more; gives that. */
    private Message serve(Key key, Cipher reused, AtomicBoolean done) throws Exception {
        List<Message> sent = new ArrayList<>();
        Random random = new Random();
        boolean last;
        do {
            last = done.get();
            Message message = reused == null ? encrypt(kms(), GCM, key) : encrypt(reused, key);
            sent.add(message);
            for (Message any : List.of(message, sent.get(random.nextInt(sent.size())))) {
                assertThat(decrypt(kms(), GCM, key, any)).isEqualTo(any.plaintext());
            }
        } while (!last);
        return sent.get(sent.size() - 1);
    }

    @Test
    void versionsAreListedWhereTheyAreAskedFor() throws Exception {
        String alias = create("Cipher." + GCM);
        Rotated rotated = rotate(alias);
        String first = alias + "#" + rotated.first();
        String second = alias + "#" + rotated.second();
        var listing = lenient.keyStore();
        assertThat(Collections.list(listing.aliases())).contains(alias, first, second);
        assertThat(Collections.list(kms().keyStore().aliases()))
                .contains(alias)
                .doesNotContain(first, second);
        assertThat(listing.isKeyEntry(first)).isTrue();
        assertThat(listing.getCreationDate(second)).isAfter(listing.getCreationDate(first));
        assertThatThrownBy(() -> listing.deleteEntry(first))
                .hasMessageContaining("is a version of a CMK");
        assertThatThrownBy(
                        () -> listing.setKeyEntry(second, listing.getKey(alias, null), null, null))
                .hasMessageContaining("is a version of a CMK");
    }
}
