package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.KeyUsage;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.JdkKeys;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/**
 * Every name that the provider offers: asked with and without the provider's name, from the first
 * and the last place of the list; and against the same name in the JDK and in Bouncy Castle, which
 * must mean the same, but for those listed here. Names that make keys are those of {@link
 * EveryGeneratorTest}, names for programs that name the provider those of {@link
 * EveryUnlistedNameTest}.
 */
class EveryNameTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(32, 9);
    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    /** MGF1 with SHA-1, as in the JDK; Bouncy Castle takes the digest of the name twice. */
    private static final Set<String> OTHER_MASK_IN_BOUNCY_CASTLE =
            Set.of(
                    "RSA/ECB/OAEPWITHSHA-224ANDMGF1PADDING",
                    "RSA/ECB/OAEPWITHSHA-256ANDMGF1PADDING",
                    "RSA/ECB/OAEPWITHSHA-384ANDMGF1PADDING",
                    "RSA/ECB/OAEPWITHSHA-512ANDMGF1PADDING");

    /**
     * Names that mean something else in Bouncy Castle: DigestInfo wanted; no padding; C1C2C3;
     * padding of PKCS#7 as in CMS; keys of X25519.
     */
    private static final Set<String> OTHERWISE_IN_BOUNCY_CASTLE =
            Set.of(
                    "NONEWITHRSA",
                    "RSA",
                    "SM2",
                    "2.16.840.1.101.3.4.1.2",
                    "2.16.840.1.101.3.4.1.22",
                    "2.16.840.1.101.3.4.1.42",
                    "1.2.840.113549.1.9.16.3.19",
                    "1.2.840.113549.1.9.16.3.20",
                    "1.2.840.113549.1.9.16.3.21");

    private final Map<KeySpec, KeyPair> pairs = new TreeMap<>();
    private final Map<KeySpec, SecretKey> secrets = new TreeMap<>();

    @Override
    protected void prepare() {
        for (KeySpec spec : SignatureKeys.SPECS) {
            KeyPair pair = TestKeys.pair(spec);
            pairs.put(spec, pair);
            kms().importForSigning("sign/" + spec, pair);
        }
        for (KeySpec spec : List.of(KeySpec.RSA_2048, KeySpec.EC_SM2)) {
            kms().importForDecryption("decrypt/" + spec, pairs.get(spec));
        }
        for (KeySpec spec : KeySpec.values()) {
            if (spec.keyType().isSymmetric()) {
                secrets.put(spec, TestKeys.newSecret(spec));
                kms().importSecret("secret/" + spec, secrets.get(spec));
            }
        }
        kms().create("agree", KeySpec.EC_P256, KeyUsage.KEY_AGREEMENT);
    }

    /** Which provider is found does not depend on where the key is; a token is slow. */
    private List<ListPlace> places() {
        return level() == ProtectionLevel.HSM
                ? List.of(ListPlace.LAST)
                : List.of(ListPlace.values());
    }

    static List<OfferedName> signatures() {
        return OfferedName.of("Signature");
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void handleSignsAndPublicKeysVerify(OfferedName name) throws GeneralSecurityException {
        KeySpec spec = SignatureKeys.keySpec(name.main());
        PrivateKey handle = kms().privateKey("sign/" + spec);
        for (ListPlace place : places()) {
            Provider signer =
                    place.look(
                            kms().provider(),
                            named -> {
                                Signature signing = signature(name, named);
                                byte[] value = sign(name, signing, handle);
                                for (PublicKey key : publicKeys(name, spec)) {
                                    Signature verifying = signature(name, named);
                                    assertThat(verify(name, verifying, key, value))
                                            .as("%s %s", place, key.getClass())
                                            .isTrue();
                                    assertThat(verifying.getProvider().getName().equals("KMS"))
                                            .as("%s: verified by us", place)
                                            .isEqualTo(named != null || !name.isInJdk());
                                }
                                return signing.getProvider();
                            });
            assertThat(signer).as(place.toString()).isSameAs(kms().provider());
        }
        for (Provider peer : peers(name)) {
            KeyPair own = JdkKeys.of(peer, pairs.get(spec));
            byte[] ours = sign(name, signature(name, kms().provider()), handle);
            assertThat(verify(name, signature(name, peer), own.getPublic(), ours))
                    .as(peer.getName())
                    .isTrue();
            byte[] theirs = sign(name, signature(name, peer), own.getPrivate());
            Signature verifying = signature(name, kms().provider());
            assertThat(verify(name, verifying, own.getPublic(), theirs))
                    .as(peer.getName())
                    .isTrue();
        }
    }

    private static Signature signature(OfferedName name, Provider provider)
            throws GeneralSecurityException {
        return provider == null
                ? Signature.getInstance(name.name())
                : Signature.getInstance(name.name(), provider);
    }

    private static byte[] sign(OfferedName name, Signature signature, PrivateKey key)
            throws GeneralSecurityException {
        signature.initSign(key);
        if (name.main().equals("RSASSA-PSS")) {
            signature.setParameter(PSS);
        }
        signature.update(MESSAGE);
        return signature.sign();
    }

    private static boolean verify(
            OfferedName name, Signature signature, PublicKey key, byte[] value)
            throws GeneralSecurityException {
        signature.initVerify(key);
        if (name.main().equals("RSASSA-PSS")) {
            signature.setParameter(PSS);
        }
        signature.update(MESSAGE);
        return signature.verify(value);
    }

    /** The KMS's own, and where nobody else has the name, that of another provider. */
    private List<PublicKey> publicKeys(OfferedName name, KeySpec spec) {
        PublicKey ours = kms().publicKey("sign/" + spec);
        return name.isInJdk() ? List.of(ours) : List.of(ours, bouncyCastles(ours));
    }

    private static PublicKey bouncyCastles(PublicKey key) {
        try {
            return BouncyCastleProvider.getPublicKey(
                    SubjectPublicKeyInfo.getInstance(key.getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Providers that have the name and mean the same by it. */
    private static List<Provider> peers(OfferedName name) {
        List<Provider> peers = new ArrayList<>();
        for (Provider jdk : OfferedName.JDK) {
            if (name.isIn(jdk)) {
                peers.add(jdk);
            }
        }
        String bare = name.name().toUpperCase(Locale.ROOT).replaceFirst("^OID\\.", "");
        if (name.isIn(Peers.BOUNCY_CASTLE)
                && !OTHERWISE_IN_BOUNCY_CASTLE.contains(bare)
                && !OTHER_MASK_IN_BOUNCY_CASTLE.contains(bare)) {
            peers.add(Peers.BOUNCY_CASTLE);
        }
        return peers;
    }

    static List<OfferedName> asymmetricCiphers() {
        return OfferedName.of("Cipher").stream()
                .filter(name -> !ServiceKeys.spec(name.service()).keyType().isSymmetric())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("asymmetricCiphers")
    void publicKeysEncryptAndHandleDecrypts(OfferedName name) throws GeneralSecurityException {
        KeySpec spec = ServiceKeys.spec(name.service());
        Key handle = kms().handle("decrypt/" + spec);
        PublicKey ours = kms().publicKey("decrypt/" + spec);
        for (ListPlace place : places()) {
            place.look(
                    kms().provider(),
                    named -> {
                        for (PublicKey key : List.of(ours, bouncyCastles(ours))) {
                            Cipher encrypting = cipher(name, named);
                            encrypting.init(Cipher.ENCRYPT_MODE, key);
                            assertThat(encrypting.getProvider().getName().equals("KMS"))
                                    .as("%s: encrypted by us", place)
                                    .isEqualTo(named != null || !name.isInJdk());
                            byte[] encrypted = encrypting.doFinal(MESSAGE);
                            assertDecrypts(name, named, handle, encrypting, encrypted);
                        }
                        return null;
                    });
        }
        for (Provider peer : peers(name)) {
            Cipher theirs = cipher(name, peer);
            theirs.init(Cipher.ENCRYPT_MODE, pairs.get(spec).getPublic());
            byte[] encrypted = theirs.doFinal(MESSAGE);
            Cipher decrypting = cipher(name, kms().provider());
            decrypting.init(Cipher.DECRYPT_MODE, handle);
            assertThat(decrypting.doFinal(encrypted)).as(peer.getName()).isEqualTo(MESSAGE);
        }
    }

    private static Cipher cipher(OfferedName name, Provider provider)
            throws GeneralSecurityException {
        return provider == null
                ? Cipher.getInstance(name.name())
                : Cipher.getInstance(name.name(), provider);
    }

    /** In every form in which the encrypting one's parameters can come. */
    private void assertDecrypts(
            OfferedName name, Provider named, Key handle, Cipher encrypting, byte[] encrypted)
            throws GeneralSecurityException {
        AlgorithmParameters parameters = encrypting.getParameters();
        List<AlgorithmParameterSpec> specs = new ArrayList<>();
        if (parameters == null || ServiceKeys.spec(name.service()).keyType() == KeyType.RSA) {
            specs.add(null);
        }
        if (parameters != null) {
            specs.add(spec(parameters));
            Cipher decrypting = cipher(name, named);
            decrypting.init(Cipher.DECRYPT_MODE, handle, parameters);
            assertThat(decrypting.getProvider()).isSameAs(kms().provider());
            assertThat(decrypting.doFinal(encrypted)).isEqualTo(MESSAGE);
        }
        for (AlgorithmParameterSpec spec : specs) {
            Cipher decrypting = cipher(name, named);
            decrypting.init(Cipher.DECRYPT_MODE, handle, spec);
            assertThat(decrypting.getProvider()).isSameAs(kms().provider());
            assertThat(decrypting.doFinal(encrypted)).isEqualTo(MESSAGE);
        }
    }

    private static AlgorithmParameterSpec spec(AlgorithmParameters parameters)
            throws GeneralSecurityException {
        Class<? extends AlgorithmParameterSpec> type =
                switch (parameters.getAlgorithm()) {
                    case "OAEP" -> OAEPParameterSpec.class;
                    case "GCM" -> GCMParameterSpec.class;
                    default -> IvParameterSpec.class;
                };
        return parameters.getParameterSpec(type);
    }

    static List<OfferedName> secretKeyCiphers() {
        return OfferedName.of("Cipher").stream()
                .filter(name -> ServiceKeys.spec(name.service()).keyType().isSymmetric())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("secretKeyCiphers")
    void handleEncryptsAndDecrypts(OfferedName name) throws GeneralSecurityException {
        KeySpec spec = ServiceKeys.spec(name.service());
        Key handle = kms().handle("secret/" + spec);
        for (ListPlace place : places()) {
            place.look(
                    kms().provider(),
                    named -> {
                        Cipher encrypting = cipher(name, named);
                        encrypting.init(Cipher.ENCRYPT_MODE, handle);
                        assertThat(encrypting.getProvider()).isSameAs(kms().provider());
                        byte[] encrypted = encrypting.doFinal(MESSAGE);
                        assertDecrypts(name, named, handle, encrypting, encrypted);
                        return null;
                    });
        }
        for (Provider peer : peers(name)) {
            Cipher encrypting = cipher(name, kms().provider());
            encrypting.init(Cipher.ENCRYPT_MODE, handle);
            Cipher theirs = cipher(name, peer);
            theirs.init(Cipher.DECRYPT_MODE, secrets.get(spec), spec(encrypting.getParameters()));
            assertThat(theirs.doFinal(encrypting.doFinal(MESSAGE)))
                    .as(peer.getName())
                    .isEqualTo(MESSAGE);
        }
    }

    static List<OfferedName> macs() {
        return OfferedName.of("Mac");
    }

    @ParameterizedTest
    @MethodSource("macs")
    void handleAuthenticates(OfferedName name) throws GeneralSecurityException {
        KeySpec spec = ServiceKeys.spec(name.service());
        Key handle = kms().handle("secret/" + spec);
        for (ListPlace place : places()) {
            byte[] code =
                    place.look(
                            kms().provider(),
                            named -> {
                                Mac mac = mac(name, named);
                                mac.init(handle);
                                assertThat(mac.getProvider()).isSameAs(kms().provider());
                                return mac.doFinal(MESSAGE);
                            });
            for (Provider peer : peers(name)) {
                Mac theirs = mac(name, peer);
                theirs.init(secrets.get(spec));
                assertThat(theirs.doFinal(MESSAGE)).as(peer.getName()).isEqualTo(code);
            }
        }
    }

    private static Mac mac(OfferedName name, Provider provider) throws GeneralSecurityException {
        return provider == null
                ? Mac.getInstance(name.name())
                : Mac.getInstance(name.name(), provider);
    }

    static List<OfferedName> agreements() {
        return OfferedName.of("KeyAgreement");
    }

    @ParameterizedTest
    @MethodSource("agreements")
    void handleAgrees(OfferedName name) throws GeneralSecurityException {
        KeyPair other = TestKeys.newPair(KeySpec.EC_P256);
        for (ListPlace place : places()) {
            byte[] secret =
                    place.look(
                            kms().provider(),
                            named -> {
                                KeyAgreement agreement = agreement(name, named);
                                agreement.init(kms().handle("agree"));
                                assertThat(agreement.getProvider()).isSameAs(kms().provider());
                                agreement.doPhase(other.getPublic(), true);
                                return agreement.generateSecret();
                            });
            for (Provider peer : peers(name)) {
                KeyAgreement theirs = agreement(name, peer);
                theirs.init(other.getPrivate());
                theirs.doPhase(kms().publicKey("agree"), true);
                assertThat(theirs.generateSecret()).as(peer.getName()).isEqualTo(secret);
            }
        }
    }

    private static KeyAgreement agreement(OfferedName name, Provider provider)
            throws GeneralSecurityException {
        return provider == null
                ? KeyAgreement.getInstance(name.name())
                : KeyAgreement.getInstance(name.name(), provider);
    }

    static List<OfferedName> keyFactories() {
        return OfferedName.of("KeyFactory");
    }

    @ParameterizedTest
    @MethodSource("keyFactories")
    void handleAndItsPublicKeyAreTranslated(OfferedName name) throws GeneralSecurityException {
        String alias =
                switch (name.main()) {
                    case "RSA" -> "sign/" + KeySpec.RSA_2048;
                    case "EC" -> "sign/" + KeySpec.EC_P256;
                    case "SM2" -> "sign/" + KeySpec.EC_SM2;
                    default -> "sign/" + SignatureKeys.keySpec(name.main());
                };
        PublicKey key = kms().publicKey(alias);
        for (ListPlace place : places()) {
            place.look(
                    kms().provider(),
                    named -> {
                        KeyFactory factory =
                                named == null
                                        ? KeyFactory.getInstance(name.name())
                                        : KeyFactory.getInstance(name.name(), named);
                        assertThat(factory.generatePublic(new X509EncodedKeySpec(key.getEncoded())))
                                .isEqualTo(key);
                        assertThat(factory.translateKey(kms().handle(alias)))
                                .isEqualTo(kms().handle(alias));
                        return null;
                    });
        }
    }
}
