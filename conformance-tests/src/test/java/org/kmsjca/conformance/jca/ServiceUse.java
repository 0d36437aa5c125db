package org.kmsjca.conformance.jca;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.DataKeySpec;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestKeys;

/**
 * A service at work on a key: initialised, not yet fed.
 *
 * @param init initialises it again; null where nothing is taken in before the one call
 * @param feed takes in the first part of a message; null where the service has one call only
 * @param more another call that gives output before the end; null where there is none
 * @param finish gives the result
 */
record ServiceUse(String name, Step init, Step feed, Step more, Step finish) {
    private static final SecretKey WRAPPED = new SecretKeySpec(new byte[16], "AES");

    /** A call of the JCA. */
    interface Step {
        void run() throws GeneralSecurityException;
    }

    /** All uses of the service with the CMK of that alias, each on an object of its own. */
    static List<ServiceUse> of(String service, KmsUnderTest kms, String alias)
            throws GeneralSecurityException {
        String algorithm = ServiceKeys.algorithm(service);
        Key handle = kms.handle(alias);
        return switch (ServiceKeys.type(service)) {
            case "Signature" -> one(signature(algorithm, kms, handle));
            case "Mac" -> one(mac(algorithm, kms, handle));
            case "KeyAgreement" -> one(agreement(algorithm, kms, handle));
            case "KeyGenerator" -> one(dataKey(algorithm, kms, alias));
            default -> ciphers(algorithm, kms, handle, alias);
        };
    }

    private static List<ServiceUse> one(ServiceUse use) {
        return new ArrayList<>(List.of(use));
    }

    private static ServiceUse signature(String algorithm, KmsUnderTest kms, Key handle)
            throws GeneralSecurityException {
        Signature signature = kms.signature(algorithm);
        if (algorithm.equals("RSASSA-PSS")) {
            signature.setParameter(
                    new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        }
        int[] missing = new int[1]; // what digests have
        Step init =
                () -> {
                    signature.initSign((PrivateKey) handle);
                    missing[0] = 32;
                };
        init.run();
        return new ServiceUse(
                algorithm,
                init,
                () -> {
                    signature.update(new byte[16]);
                    missing[0] = 16;
                },
                null,
                () -> {
                    signature.update(new byte[missing[0]]);
                    signature.sign();
                });
    }

    private static ServiceUse mac(String algorithm, KmsUnderTest kms, Key handle)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm, kms.provider());
        mac.init(handle);
        return new ServiceUse(
                algorithm,
                () -> mac.init(handle),
                () -> mac.update(new byte[16]),
                null,
                () -> mac.doFinal(new byte[1]));
    }

    private static ServiceUse agreement(String algorithm, KmsUnderTest kms, Key handle)
            throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance(algorithm, kms.provider());
        agreement.init(handle);
        boolean[] fed = {false};
        Step init =
                () -> {
                    agreement.init(handle);
                    fed[0] = false;
                };
        Step feed =
                () -> {
                    agreement.doPhase(TestKeys.pair(KeySpec.EC_P256).getPublic(), true);
                    fed[0] = true;
                };
        return new ServiceUse(
                algorithm,
                init,
                feed,
                null,
                () -> {
                    if (!fed[0]) {
                        feed.run();
                    }
                    agreement.generateSecret();
                });
    }

    private static ServiceUse dataKey(String algorithm, KmsUnderTest kms, String alias)
            throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance(algorithm, kms.provider());
        generator.init(DataKeySpec.of(kms.keyId(alias)));
        return new ServiceUse(algorithm + " data key", null, null, null, generator::generateKey);
    }

    private static List<ServiceUse> ciphers(
            String transformation, KmsUnderTest kms, Key handle, String alias)
            throws GeneralSecurityException {
        boolean secret = handle instanceof SecretKey;
        boolean streams =
                secret && !transformation.contains("/KW") && !transformation.equals("CMK");
        boolean wraps = !transformation.contains("Envelope");
        Key encrypting = secret ? handle : kms.publicKey(alias);
        int length = transformation.contains("Envelope") ? 100_000 : secret ? 48 : 16;
        List<ServiceUse> uses = new ArrayList<>();

        Cipher encryptor = kms.cipher(transformation);
        encryptor.init(Cipher.ENCRYPT_MODE, encrypting);
        byte[] ciphertext = encryptor.doFinal(new byte[length]);

        Cipher decryptor = kms.cipher(transformation);
        int part = ciphertext.length / 2 / 16 * 16;
        uses.add(
                cipher(
                        transformation + " decryption",
                        decryptor,
                        () ->
                                decryptor.init(
                                        Cipher.DECRYPT_MODE, handle, encryptor.getParameters()),
                        Arrays.copyOf(ciphertext, part),
                        Arrays.copyOfRange(ciphertext, part, ciphertext.length),
                        streams));
        if (secret) {
            Cipher again = kms.cipher(transformation);
            byte[] half = new byte[length / 2 / 16 * 16];
            uses.add(
                    cipher(
                            transformation + " encryption",
                            again,
                            () -> again.init(Cipher.ENCRYPT_MODE, handle),
                            half,
                            new byte[length - half.length],
                            streams));
        }
        if (wraps) {
            uses.addAll(wraps(transformation, kms, handle, encrypting));
        }
        return uses;
    }

    private static List<ServiceUse> wraps(
            String transformation, KmsUnderTest kms, Key handle, Key encrypting)
            throws GeneralSecurityException {
        List<ServiceUse> uses = new ArrayList<>();
        Cipher wrapper = kms.cipher(transformation);
        wrapper.init(Cipher.WRAP_MODE, encrypting);
        byte[] wrapped = wrapper.wrap(WRAPPED);
        Cipher unwrapper = kms.cipher(transformation);
        unwrapper.init(Cipher.UNWRAP_MODE, handle, wrapper.getParameters());
        uses.add(
                new ServiceUse(
                        transformation + " unwrapping",
                        null,
                        null,
                        null,
                        () -> unwrapper.unwrap(wrapped, "AES", Cipher.SECRET_KEY)));
        if (handle instanceof SecretKey) {
            Cipher again = kms.cipher(transformation);
            again.init(Cipher.WRAP_MODE, handle);
            uses.add(
                    new ServiceUse(
                            transformation + " wrapping",
                            null,
                            null,
                            null,
                            () -> again.wrap(WRAPPED)));
        }
        return uses;
    }

    private static ServiceUse cipher(
            String name, Cipher cipher, Step start, byte[] first, byte[] rest, boolean streams)
            throws GeneralSecurityException {
        boolean[] fed = {false};
        Step init =
                () -> {
                    start.run();
                    fed[0] = false;
                };
        init.run();
        Step feed =
                () -> {
                    cipher.update(first);
                    fed[0] = true;
                };
        return new ServiceUse(
                name,
                init,
                feed,
                streams ? () -> cipher.update(rest) : null,
                () -> {
                    if (!fed[0]) {
                        feed.run();
                    }
                    cipher.doFinal(rest);
                });
    }
}
