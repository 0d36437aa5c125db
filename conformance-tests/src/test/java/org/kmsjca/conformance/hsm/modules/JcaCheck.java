package org.kmsjca.conformance.hsm.modules;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.TestKeys;

/** An operation by the JCA's own interfaces with a key of a token, checked by another provider. */
interface JcaCheck {
    byte[] MESSAGE = "a message of forty-one bytes for a token..".getBytes(JcaChecks.ASCII);

    /** A key of a token and what is known of it: its public half, or the same key in clear. */
    record Subject(Provider provider, Key key, PublicKey publicKey, SecretKey known) {}

    /** Does it once. */
    void run(Subject subject) throws GeneralSecurityException;

    /** Throws when what came is wrong: the worst of all answers. */
    static void same(byte[] expected, byte[] actual) {
        if (!MessageDigest.isEqual(expected, actual)) {
            throw new WrongResult();
        }
    }

    /** A token or provider gave what is not right, without an error. */
    final class WrongResult extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The operations of a key, by their names. */
    static Map<String, JcaCheck> of(KeySpec spec, KeyUsage usage) {
        Map<String, JcaCheck> checks = new LinkedHashMap<>();
        switch (usage) {
            case SIGN_VERIFY -> {
                for (String algorithm : JcaChecks.signatures(spec)) {
                    checks.put(algorithm, subject -> sign(subject, algorithm, spec));
                }
            }
            case KEY_AGREEMENT -> checks.put("ECDH", subject -> agree(subject, spec));
            case GENERATE_VERIFY_MAC -> {
                for (int length : new int[] {0, 1, 1000, 70_000, 300_000}) {
                    checks.put(
                            spec.keyAlgorithm() + " of " + length,
                            subject -> mac(subject, spec.keyAlgorithm(), length));
                }
            }
            case ENCRYPT_DECRYPT -> {
                if (spec.keyType().isSymmetric()) {
                    JcaChecks.ciphers()
                            .forEach(
                                    (name, parameters) ->
                                            checks.put(
                                                    name,
                                                    subject -> crypt(subject, name, parameters)));
                } else {
                    JcaChecks.decryptions()
                            .forEach(
                                    (name, parameters) ->
                                            checks.put(
                                                    name,
                                                    subject -> decrypt(subject, name, parameters)));
                }
            }
        }
        return checks;
    }

    private static void sign(Subject subject, String name, KeySpec spec)
            throws GeneralSecurityException {
        String algorithm = name.replaceFirst(" .*", "");
        byte[] input =
                name.equals("NONEwithECDSA")
                        ? MessageDigest.getInstance("SHA-256").digest(MESSAGE)
                        : MESSAGE;
        AlgorithmParameterSpec parameters = JcaChecks.pss(name);
        Signature signature = Signature.getInstance(algorithm, subject.provider());
        if (parameters != null) {
            signature.setParameter(parameters);
        }
        signature.initSign((PrivateKey) subject.key());
        signature.update(input);
        byte[] signed = signature.sign();
        Provider judge = JcaChecks.judge(spec, algorithm);
        Signature verification = Signature.getInstance(algorithm, judge);
        if (parameters != null) {
            verification.setParameter(parameters);
        }
        verification.initVerify(subject.publicKey());
        verification.update(input);
        boolean holds;
        try {
            holds = verification.verify(signed);
        } catch (GeneralSecurityException e) {
            holds = false;
        }
        if (!holds) {
            throw new WrongResult();
        }
    }

    private static void agree(Subject subject, KeySpec spec) throws GeneralSecurityException {
        var other = TestKeys.newPair(spec);
        KeyAgreement ours = KeyAgreement.getInstance("ECDH", subject.provider());
        ours.init(subject.key());
        ours.doPhase(other.getPublic(), true);
        KeyAgreement theirs = KeyAgreement.getInstance("ECDH", Peers.BOUNCY_CASTLE);
        theirs.init(other.getPrivate());
        theirs.doPhase(subject.publicKey(), true);
        same(theirs.generateSecret(), ours.generateSecret());
    }

    private static void mac(Subject subject, String algorithm, int length)
            throws GeneralSecurityException {
        byte[] message = new byte[length];
        Arrays.fill(message, (byte) 9);
        Mac ours = Mac.getInstance(algorithm, subject.provider());
        ours.init(subject.key());
        int first = length > 64 * 1024 ? 50_000 : length;
        ours.update(message, 0, first);
        byte[] mac = ours.doFinal(Arrays.copyOfRange(message, first, length));
        if (subject.known() == null) {
            same(mac, ours.doFinal(message));
            return;
        }
        Mac theirs = Mac.getInstance(algorithm, Peers.BOUNCY_CASTLE);
        theirs.init(subject.known());
        same(theirs.doFinal(message), mac);
    }

    private static void crypt(Subject subject, String name, AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        String transformation = name.replaceFirst(" .*", "");
        int length = name.endsWith(" 200000") ? 200_000 : name.endsWith(" 0") ? 0 : 48;
        byte[] clear = new byte[length];
        Arrays.fill(clear, (byte) 3);
        Cipher ours = Cipher.getInstance(transformation, subject.provider());
        ours.init(Cipher.ENCRYPT_MODE, subject.key(), parameters);
        int first = length / 3;
        byte[] begin = ours.update(clear, 0, first);
        byte[] end = ours.doFinal(clear, first, length - first);
        byte[] encrypted = JcaChecks.join(begin, end);
        if (subject.known() != null) {
            Cipher theirs = Cipher.getInstance(transformation, Peers.SUN_JCE);
            theirs.init(Cipher.DECRYPT_MODE, subject.known(), parameters);
            same(clear, theirs.doFinal(encrypted));
        } else if (length > 0) {
            JcaChecks.requireDifferent(clear, encrypted);
        }
        Cipher back = Cipher.getInstance(transformation, subject.provider());
        back.init(Cipher.DECRYPT_MODE, subject.key(), parameters);
        same(clear, back.doFinal(encrypted));
    }

    private static void decrypt(Subject subject, String name, AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        String transformation = name.replaceFirst(" .*", "");
        Cipher theirs = Cipher.getInstance(transformation, Peers.SUN_JCE);
        theirs.init(Cipher.ENCRYPT_MODE, subject.publicKey(), parameters);
        byte[] encrypted = theirs.doFinal(MESSAGE);
        Cipher ours = Cipher.getInstance(transformation, subject.provider());
        ours.init(Cipher.DECRYPT_MODE, subject.key(), parameters);
        same(MESSAGE, ours.doFinal(encrypted));
    }
}
