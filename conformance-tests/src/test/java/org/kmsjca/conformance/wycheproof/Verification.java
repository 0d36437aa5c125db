package org.kmsjca.conformance.wycheproof;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Verifies signatures, by the provider KMS or by what the JVM chooses. */
final class Verification {
    private final FileRow row;

    Verification(FileRow row) {
        this.row = row;
    }

    /** Where the public key comes from. */
    interface KeySource {
        PublicKey get() throws GeneralSecurityException;
    }

    /** Makes an object that has its key and its parameters. */
    interface Preparation {
        Signature prepare(PublicKey key) throws GeneralSecurityException;
    }

    /** The key as the first KeyFactory that there is for it makes it. */
    PublicKey decode(Vector vector) throws GeneralSecurityException {
        byte[] encoded = vector.bytes("publicKeyDer");
        return KeyFactory.getInstance(keyAlgorithm(encoded))
                .generatePublic(new X509EncodedKeySpec(encoded));
    }

    private String keyAlgorithm(byte[] encoded) {
        return switch (row.kind()) {
            case ECDSA_VERIFICATION -> "EC";
            case PKCS1_VERIFICATION -> "RSA";
            case ED25519_VERIFICATION -> "Ed25519";
            case ML_DSA_VERIFICATION -> "ML-DSA";
            case PSS_VERIFICATION ->
                    SubjectPublicKeyInfo.getInstance(encoded)
                                    .getAlgorithm()
                                    .getAlgorithm()
                                    .equals(PKCSObjectIdentifiers.id_RSASSA_PSS)
                            ? "RSASSA-PSS"
                            : "RSA";
            default -> throw new IllegalArgumentException(row.kind() + " verifies nothing");
        };
    }

    /** The provider KMS by name, with its parameters before the key. */
    Signature byKms(Vector vector, PublicKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(row.algorithm(), "KMS");
        if (row.kind() == Kind.PSS_VERIFICATION) {
            signature.setParameter(pss(vector));
        }
        signature.initVerify(key);
        return signature;
    }

    /** No provider by name, with the key before the parameters. */
    Signature byJvm(Vector vector, PublicKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(row.algorithm());
        signature.initVerify(key);
        if (row.kind() == Kind.PSS_VERIFICATION) {
            signature.setParameter(pss(vector));
        }
        return signature;
    }

    private static PSSParameterSpec pss(Vector vector) {
        return new PSSParameterSpec(
                vector.text("sha"),
                vector.text("mgf"),
                new MGF1ParameterSpec(vector.text("mgfSha")),
                vector.number("sLen"),
                PSSParameterSpec.TRAILER_FIELD_BC);
    }

    Outcome outcome(Vector vector, KeySource source, Preparation preparation) {
        if (vector.has("ctx")) {
            return Outcome.inexpressible("there is a context");
        }
        List<Class<? extends Exception>> refusals = new ArrayList<>();
        refusals.add(SignatureException.class);
        if (vector.hasFlag("IncorrectPublicKeyLength")) {
            refusals.add(InvalidKeySpecException.class);
            refusals.add(InvalidKeyException.class);
        }
        return new Attempt(
                        "verification",
                        refusals,
                        () -> {
                            Signature signature = preparation.prepare(source.get());
                            signature.update(vector.bytes("msg"));
                            return signature.verify(vector.bytes("sig"))
                                    ? Outcome.accepted()
                                    : Outcome.refused("false");
                        })
                .outcome();
    }
}
