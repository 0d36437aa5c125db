package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.SoftHsmLacks;
import org.kmsjca.conformance.support.TestKeys;

/** HMAC with each digest, equal to that of peers that have the same key. */
class MacTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(1000, 9);

    private final Map<KeySpec, SecretKey> clear = new EnumMap<>(KeySpec.class);
    private final Map<KeySpec, SecretKey> handles = new EnumMap<>(KeySpec.class);

    @Override
    protected void prepare() {
        for (KeySpec spec : specs()) {
            SecretKey key = TestKeys.newSecret(spec);
            clear.put(spec, key);
            handles.put(spec, kms().importSecret(spec.toString(), key));
        }
    }

    static List<KeySpec> specs() {
        return Arrays.stream(KeySpec.values())
                .filter(spec -> spec.keyType() == KeyType.HMAC)
                .toList();
    }

    /** The JCA's names, written here by hand. */
    static List<String> algorithms() {
        return List.of(
                "HmacSHA1",
                "HmacSHA224",
                "HmacSHA256",
                "HmacSHA384",
                "HmacSHA512",
                "HmacSHA512/224",
                "HmacSHA512/256",
                "HmacSHA3-224",
                "HmacSHA3-256",
                "HmacSHA3-384",
                "HmacSHA3-512",
                "HmacSM3");
    }

    private static List<Provider> peers(KeySpec spec) {
        if (spec == KeySpec.HMAC_SM3) {
            return List.of(Peers.BOUNCY_CASTLE, Peers.KONA);
        }
        return List.of(Peers.SUN_JCE, Peers.BOUNCY_CASTLE);
    }

    private static byte[] peer(Provider provider, SecretKey key, byte[] message)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance(key.getAlgorithm(), provider);
        mac.init(key);
        return mac.doFinal(message);
    }

    private Mac mac(String name) throws GeneralSecurityException {
        return Mac.getInstance(name, kms().provider());
    }

    private SecretKey handle(KeySpec spec) {
        return kms().present(handles.get(spec), spec.toString());
    }

    private Mac initialised(KeySpec spec) throws GeneralSecurityException {
        Mac mac = mac(spec.keyAlgorithm());
        mac.init(handle(spec));
        return mac;
    }

    @ParameterizedTest
    @MethodSource("specs")
    void codeIsThatOfThePeers(KeySpec spec) throws GeneralSecurityException {
        Mac mac = initialised(spec);
        for (int length : new int[] {0, 1, 63, 64, 65, 127, 128, 129, 135, 136, 144, 10_000}) {
            byte[] message = SymmetricCase.bytes(length, length);
            byte[] ours = mac.doFinal(message);
            assertThat(ours).hasSize(mac.getMacLength()).hasSize(spec.bits() / 8);
            for (Provider provider : peers(spec)) {
                assertThat(ours)
                        .as("%s, %d bytes", provider.getName(), length)
                        .isEqualTo(peer(provider, clear.get(spec), message));
            }
        }
    }

    @SoftHsmLacks("MAC keys shorter than the digest")
    @ParameterizedTest
    @MethodSource("specs")
    void importedKeyMayHaveAnotherLength(KeySpec spec) throws GeneralSecurityException {
        for (int length : new int[] {10, 64, 65, 200, 1024}) {
            SecretKey key =
                    new SecretKeySpec(SymmetricCase.bytes(length, length), spec.keyAlgorithm());
            SecretKey handle = kms().importSecret("%s-%d".formatted(spec, length), key);
            Mac mac = mac(spec.keyAlgorithm());
            mac.init(handle);
            assertThat(mac.doFinal(MESSAGE))
                    .as("key of %d bytes", length)
                    .isEqualTo(peer(peers(spec).get(0), key, MESSAGE));
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void messageMayComeInPartsAndBuffers(KeySpec spec) throws GeneralSecurityException {
        Mac mac = initialised(spec);
        mac.update(MESSAGE[0]);
        mac.update(MESSAGE, 1, 99);
        ByteBuffer direct = ByteBuffer.allocateDirect(500);
        direct.put(MESSAGE, 100, 500).flip();
        mac.update(direct);
        assertThat(direct.remaining()).isZero();
        mac.update(ByteBuffer.wrap(MESSAGE, 600, 400).slice().asReadOnlyBuffer());
        byte[] output = new byte[100];
        mac.doFinal(output, 7);
        byte[] expected = peer(peers(spec).get(0), clear.get(spec), MESSAGE);
        assertThat(Arrays.copyOfRange(output, 7, 7 + expected.length)).isEqualTo(expected);
        assertThat(Arrays.copyOf(output, 7)).containsOnly(0);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void eachMessageBeginsAnew(KeySpec spec) throws GeneralSecurityException {
        byte[] expected = peer(peers(spec).get(0), clear.get(spec), MESSAGE);
        Mac mac = initialised(spec);
        assertThat(mac.doFinal(MESSAGE)).isEqualTo(expected);
        assertThat(mac.doFinal(MESSAGE)).isEqualTo(expected);
        mac.update(MESSAGE, 0, 5);
        mac.reset();
        assertThat(mac.doFinal(MESSAGE)).isEqualTo(expected);
        mac.update(MESSAGE, 0, 5);
        mac.init(handle(spec));
        assertThat(mac.doFinal(MESSAGE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void nothingWorksBeforeInitAndAfterAFailedOne(KeySpec spec) throws GeneralSecurityException {
        Mac mac = mac(spec.keyAlgorithm());
        assertThat(mac.getMacLength()).isEqualTo(spec.bits() / 8);
        assertUninitialised(mac);
        mac.init(handle(spec));
        SecretKey foreign = clear.get(spec);
        assertThatThrownBy(() -> mac.init(foreign)).isInstanceOf(InvalidKeyException.class);
        assertUninitialised(mac);
    }

    private static void assertUninitialised(Mac mac) {
        assertThatThrownBy(() -> mac.update((byte) 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> mac.update(MESSAGE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(mac::doFinal).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void parametersAreRefused(KeySpec spec) throws GeneralSecurityException {
        Mac mac = mac(spec.keyAlgorithm());
        assertThatThrownBy(() -> mac.init(handle(spec), new IvParameterSpec(new byte[16])))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        mac.init(handle(spec), null);
        assertThat(mac.doFinal(MESSAGE)).hasSize(spec.bits() / 8);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void keyForAnotherDigestOrKindIsRefused(KeySpec spec) throws GeneralSecurityException {
        kms().create("aes-for-" + spec, KeySpec.ALIYUN_AES_256);
        kms().create("ec-for-" + spec, KeySpec.EC_P256);
        Mac mac = mac(spec.keyAlgorithm());
        for (KeySpec other : specs()) {
            if (other != spec) {
                assertThatThrownBy(() -> mac.init(handles.get(other)))
                        .as("%s for %s", other, spec)
                        .isInstanceOf(InvalidKeyException.class);
            }
        }
        Key[] wrong = {
            kms().handle("aes-for-" + spec),
            kms().handle("ec-for-" + spec),
            kms().publicKey("ec-for-" + spec),
            TestKeys.pair(KeySpec.EC_P256).getPrivate(),
            null
        };
        for (Key key : wrong) {
            assertThatThrownBy(() -> mac.init(key)).isInstanceOf(InvalidKeyException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void copiesAreNotMade(KeySpec spec) throws GeneralSecurityException {
        Mac mac = initialised(spec);
        assertThatThrownBy(mac::clone).isInstanceOf(CloneNotSupportedException.class);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void keySpecIsNamedAsTheJcaNamesTheMac(KeySpec spec) {
        assertThat(algorithms()).contains(spec.keyAlgorithm());
        assertThat(handle(spec).getAlgorithm()).isEqualTo(spec.keyAlgorithm());
    }
}
