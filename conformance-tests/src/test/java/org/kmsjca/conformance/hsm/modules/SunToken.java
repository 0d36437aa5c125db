package org.kmsjca.conformance.hsm.modules;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.CK_C_INITIALIZE_ARGS;
import iaik.pkcs.pkcs11.wrapper.CK_INFO;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.CK_TOKEN_INFO;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.conformance.hsm.modules.JcaCheck.Subject;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Module;

/** The same token as SunPKCS11 has it, and as a tool of its vendor. */
final class SunToken {
    private final PKCS11 cryptoki;
    private final String library;
    private final String label;
    private final String pin;
    private Provider provider;
    private long session;
    private final Map<KeySpec, Subject> rsaKeys = new EnumMap<>(KeySpec.class);

    SunToken(String library, String label, String pin) throws IOException {
        this.library = library;
        this.label = label;
        this.pin = pin;
        this.cryptoki =
                PKCS11Module.getInstance(Path.of(library).toRealPath().toString())
                        .getPKCS11Module();
    }

    /** Connects when the KMS has initialised the module. */
    private Provider provider() throws GeneralSecurityException, IOException, PKCS11Exception {
        if (provider == null) {
            initialize();
            long[] slots = cryptoki.C_GetSlotList(true);
            int index = 0;
            while (!slotLabel(slots[index]).equals(label)) {
                index++;
            }
            Path file = Files.createTempFile("sun", ".cfg");
            Files.writeString(
                    file, "name=Walk\nlibrary=%s\nslotListIndex=%s\n".formatted(library, index));
            Provider made = Security.getProvider("SunPKCS11").configure(file.toString());
            Files.delete(file);
            KeyStore.getInstance("PKCS11", made).load(null, pin.toCharArray());
            session =
                    cryptoki.C_OpenSession(
                            slots[index],
                            PKCS11Constants.CKF_SERIAL_SESSION | PKCS11Constants.CKF_RW_SESSION,
                            null,
                            null);
            login(cryptoki, session, pin);
            provider = made;
        }
        return provider;
    }

    private static void login(PKCS11 cryptoki, long session, String pin) throws PKCS11Exception {
        try {
            cryptoki.C_Login(session, PKCS11Constants.CKU_USER, pin.toCharArray(), true);
        } catch (PKCS11Exception e) {
            if (e.getErrorCode() != PKCS11Constants.CKR_USER_ALREADY_LOGGED_IN) {
                throw e;
            }
        }
    }

    /** p11-kit's client has a state for each that asks for its functions. */
    private void initialize() throws PKCS11Exception {
        try {
            cryptoki.C_GetInfo();
        } catch (PKCS11Exception e) {
            CK_C_INITIALIZE_ARGS arguments = new CK_C_INITIALIZE_ARGS();
            arguments.flags = PKCS11Constants.CKF_OS_LOCKING_OK;
            cryptoki.C_Initialize(arguments, true);
        }
    }

    /** What the module and its token call themselves, with their versions. */
    String module() throws GeneralSecurityException, IOException, PKCS11Exception {
        provider();
        CK_INFO library = cryptoki.C_GetInfo();
        CK_TOKEN_INFO token = cryptoki.C_GetTokenInfo(cryptoki.C_GetSessionInfo(session).slotID);
        return "%s %s.%s, token %s %s %s.%s"
                .formatted(
                        new String(library.libraryDescription).strip(),
                        library.libraryVersion.major,
                        library.libraryVersion.minor,
                        new String(token.manufacturerID).strip(),
                        new String(token.model).strip(),
                        token.firmwareVersion.major,
                        token.firmwareVersion.minor)
                .replaceAll("[\\s\\x00]+", " ")
                .strip();
    }

    private String slotLabel(long slot) throws PKCS11Exception {
        try {
            return new String(cryptoki.C_GetTokenInfo(slot).label).strip();
        } catch (PKCS11Exception e) {
            return "";
        }
    }

    Subject generate(KeySpec spec) throws Exception {
        Provider sun = provider();
        switch (spec.keyType()) {
            case AES, HMAC -> {
                KeyGenerator generator = KeyGenerator.getInstance(spec.keyAlgorithm(), sun);
                generator.init(spec.bits());
                return new Subject(sun, generator.generateKey(), null, null);
            }
            case RSA -> {
                Subject rsa = rsaKeys.get(spec);
                if (rsa == null) {
                    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", sun);
                    generator.initialize(spec.bits());
                    rsa = subject(generator.generateKeyPair());
                    rsaKeys.put(spec, rsa);
                }
                return rsa;
            }
            case EC -> {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", sun);
                generator.initialize(new ECGenParameterSpec(spec.parameterSet()));
                return subject(generator.generateKeyPair());
            }
            default -> {
                return subject(KeyPairGenerator.getInstance("Ed25519", sun).generateKeyPair());
            }
        }
    }

    private Subject subject(KeyPair pair) throws GeneralSecurityException {
        // As the others have it: the token's own class of public key stays out of the check.
        PublicKey plain =
                KeyFactory.getInstance(
                                pair.getPublic().getAlgorithm(),
                                pair.getPublic().getAlgorithm().equals("RSA")
                                        ? "SunRsaSign"
                                        : "SunEC")
                        .generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded()));
        return new Subject(provider, pair.getPrivate(), plain, null);
    }

    Subject translate(KeySpec spec, SecretKey clear) throws Exception {
        Provider sun = provider();
        // A Mac brings a key in clear into the token itself.
        Key key =
                spec.keyType() == KeyType.HMAC
                        ? clear
                        : SecretKeyFactory.getInstance("AES", sun).translateKey(clear);
        return new Subject(sun, key, null, clear);
    }

    Subject translate(KeySpec spec, KeyPair pair) throws Exception {
        Provider sun = provider();
        Key key =
                KeyFactory.getInstance(spec.keyAlgorithm().equals("RSA") ? "RSA" : "EC", sun)
                        .translateKey(pair.getPrivate());
        return new Subject(sun, key, pair.getPublic(), null);
    }

    private static CK_ATTRIBUTE attribute(long type, Object value) {
        CK_ATTRIBUTE attribute = new CK_ATTRIBUTE();
        attribute.type = type;
        attribute.pValue = value;
        return attribute;
    }

    private static CK_MECHANISM mechanism(long code) {
        CK_MECHANISM mechanism = new CK_MECHANISM();
        mechanism.mechanism = code;
        return mechanism;
    }

    /** Makes a key as a vendor's tool does: with its own attributes and no more. */
    void foreign(KeySpec spec, byte[] id) throws Exception {
        provider();
        List<CK_ATTRIBUTE> key =
                new ArrayList<>(
                        List.of(
                                attribute(PKCS11Constants.CKA_TOKEN, true),
                                attribute(PKCS11Constants.CKA_PRIVATE, true),
                                attribute(PKCS11Constants.CKA_SENSITIVE, true),
                                attribute(PKCS11Constants.CKA_ID, id)));
        switch (spec.keyType()) {
            case AES -> {
                key.addAll(secret(spec, PKCS11Constants.CKA_ENCRYPT, PKCS11Constants.CKA_DECRYPT));
                generate(PKCS11Constants.CKM_AES_KEY_GEN, key);
            }
            case HMAC -> {
                key.addAll(secret(spec, PKCS11Constants.CKA_SIGN, PKCS11Constants.CKA_VERIFY));
                generate(PKCS11Constants.CKM_GENERIC_SECRET_KEY_GEN, key);
            }
            case RSA ->
                    pair(
                            PKCS11Constants.CKM_RSA_PKCS_KEY_PAIR_GEN,
                            id,
                            key,
                            attribute(PKCS11Constants.CKA_MODULUS_BITS, (long) spec.bits()),
                            attribute(PKCS11Constants.CKA_PUBLIC_EXPONENT, new byte[] {1, 0, 1}));
            case EC ->
                    pair(
                            PKCS11Constants.CKM_EC_KEY_PAIR_GEN,
                            id,
                            key,
                            attribute(
                                    PKCS11Constants.CKA_EC_PARAMS,
                                    ECNamedCurveTable.getOID(spec.parameterSet()).getEncoded()));
            default -> throw new IllegalArgumentException();
        }
    }

    /** Makes an RSA key that signs and does nothing else. */
    void signOnly(byte[] id) throws Exception {
        provider();
        List<CK_ATTRIBUTE> key =
                new ArrayList<>(
                        List.of(
                                attribute(PKCS11Constants.CKA_TOKEN, true),
                                attribute(PKCS11Constants.CKA_PRIVATE, true),
                                attribute(PKCS11Constants.CKA_SENSITIVE, true),
                                attribute(PKCS11Constants.CKA_DECRYPT, false),
                                attribute(PKCS11Constants.CKA_ID, id)));
        key.add(attribute(PKCS11Constants.CKA_SIGN, true));
        cryptoki.C_GenerateKeyPair(
                session,
                mechanism(PKCS11Constants.CKM_RSA_PKCS_KEY_PAIR_GEN),
                new CK_ATTRIBUTE[] {
                    attribute(PKCS11Constants.CKA_TOKEN, true),
                    attribute(PKCS11Constants.CKA_ID, id),
                    attribute(PKCS11Constants.CKA_MODULUS_BITS, 2048L),
                    attribute(PKCS11Constants.CKA_PUBLIC_EXPONENT, new byte[] {1, 0, 1})
                },
                key.toArray(CK_ATTRIBUTE[]::new),
                true);
    }

    private static List<CK_ATTRIBUTE> secret(KeySpec spec, long... uses) {
        List<CK_ATTRIBUTE> attributes = new ArrayList<>();
        attributes.add(attribute(PKCS11Constants.CKA_VALUE_LEN, (long) spec.bits() / 8));
        Arrays.stream(uses).forEach(use -> attributes.add(attribute(use, true)));
        return attributes;
    }

    private void generate(long code, List<CK_ATTRIBUTE> key) throws PKCS11Exception {
        cryptoki.C_GenerateKey(session, mechanism(code), key.toArray(CK_ATTRIBUTE[]::new), true);
    }

    private void pair(long code, byte[] id, List<CK_ATTRIBUTE> key, CK_ATTRIBUTE... values)
            throws PKCS11Exception {
        key.add(attribute(PKCS11Constants.CKA_SIGN, true));
        List<CK_ATTRIBUTE> publicKey =
                new ArrayList<>(
                        List.of(
                                attribute(PKCS11Constants.CKA_TOKEN, true),
                                attribute(PKCS11Constants.CKA_VERIFY, true),
                                attribute(PKCS11Constants.CKA_ID, id)));
        publicKey.addAll(List.of(values));
        cryptoki.C_GenerateKeyPair(
                session,
                mechanism(code),
                publicKey.toArray(CK_ATTRIBUTE[]::new),
                key.toArray(CK_ATTRIBUTE[]::new),
                true);
    }
}
