package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.spec.MGF1ParameterSpec;
import java.util.Optional;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.CmkSpec;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.conformance.support.KmsUnderTest;

/** A CMK that waits for the material of a user, and the user. */
record OwnMaterial(
        KmsUnderTest kms,
        String alias,
        String keyId,
        WrappingAlgorithm algorithm,
        ImportParameters parameters) {

    static OwnMaterial of(
            KmsUnderTest kms,
            String alias,
            KeySpec spec,
            KeySpec wrappingSpec,
            WrappingAlgorithm algorithm) {
        String keyId =
                kms.kms()
                        .createKey(
                                CmkSpec.builder(spec).origin(Origin.EXTERNAL).alias(alias).build())
                        .keyId();
        return new OwnMaterial(
                kms,
                alias,
                keyId,
                algorithm,
                kms.kms().getParametersForImport(keyId, wrappingSpec, algorithm));
    }

    static byte[] clear(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    byte[] wrap(byte[] clear) throws GeneralSecurityException {
        if (algorithm == WrappingAlgorithm.RSAES_PKCS1_V1_5) {
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
            cipher.init(Cipher.ENCRYPT_MODE, parameters.publicKey());
            return cipher.doFinal(clear);
        }
        String digest = algorithm == WrappingAlgorithm.RSAES_OAEP_SHA_256 ? "SHA-256" : "SHA-1";
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                parameters.publicKey(),
                new OAEPParameterSpec(
                        digest, "MGF1", new MGF1ParameterSpec(digest), PSource.PSpecified.DEFAULT));
        return cipher.doFinal(clear);
    }

    void bring(byte[] clear) throws GeneralSecurityException {
        bringTo(kms, wrap(clear), parameters.importToken());
    }

    void bringTo(KmsUnderTest any, byte[] wrapped, byte[] token) {
        any.kms().importKeyMaterial(keyId, wrapped, token, Optional.empty());
    }

    KmsErrorCode refusal(byte[] wrapped, byte[] token) {
        try {
            bringTo(kms, wrapped, token);
        } catch (KmsException e) {
            return e.code();
        }
        throw new AssertionError("nothing was refused");
    }

    void assertInside() {
        assertThat(parameters.wrappingKeyLevel()).isEqualTo(ProtectionLevel.HSM);
    }

    /** Tells what the entry says, after a look whether the CMK is that key. */
    String roadOf(byte[] clear) throws Exception {
        Cipher ours = kms.cipher("AES/CBC/NoPadding");
        ours.init(Cipher.ENCRYPT_MODE, kms.handle(alias), new IvParameterSpec(new byte[16]));
        Cipher theirs = Cipher.getInstance("AES/CBC/NoPadding", "SunJCE");
        theirs.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(clear, "AES"),
                new IvParameterSpec(new byte[16]));
        assertThat(ours.doFinal(new byte[32])).isEqualTo(theirs.doFinal(new byte[32]));
        return kms.keyStore().getEntry(alias, null).getAttributes().stream()
                .filter(attribute -> attribute.getName().endsWith("KeyMaterial"))
                .map(KeyStore.Entry.Attribute::getValue)
                .findFirst()
                .orElseThrow();
    }
}
