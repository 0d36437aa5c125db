package org.kmsjca.conformance.wycheproof;

import java.io.IOException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/**
 * ML-DSA. Its signatures are hedged and never the same, as no caller's random reaches them; so what
 * it signs is verified with the public key of the file, which the file's own signature is too.
 */
final class MlDsaSigningRunner implements VectorRunner {
    private final String algorithm;
    private final AlgorithmIdentifier identifier;

    MlDsaSigningRunner(String algorithm) {
        this.algorithm = algorithm;
        this.identifier =
                new AlgorithmIdentifier(
                        switch (algorithm) {
                            case "ML-DSA-44" -> NISTObjectIdentifiers.id_ml_dsa_44;
                            case "ML-DSA-65" -> NISTObjectIdentifiers.id_ml_dsa_65;
                            default -> NISTObjectIdentifiers.id_ml_dsa_87;
                        });
    }

    @Override
    public Optional<String> inexpressible(Vector vector) {
        if (!hasInvalidKey(vector) && vector.hasFlag("Internal")) {
            return Optional.of("there is only the message representative mu");
        }
        return vector.has("ctx") ? Optional.of("there is a context") : Optional.empty();
    }

    @Override
    public boolean hasInvalidKey(Vector vector) {
        return vector.hasFlag("IncorrectPrivateKeyLength") || vector.hasFlag("InvalidPrivateKey");
    }

    @Override
    public String keyName(Vector vector) {
        return vector.text(isSeed(vector) ? "privateSeed" : "privateKey");
    }

    private static boolean isSeed(Vector vector) {
        return vector.knows("privateSeed");
    }

    @Override
    public ImportableKey key(Vector vector) throws IOException {
        byte[] encoded =
                vector.has("privateKeyPkcs8")
                        ? vector.bytes("privateKeyPkcs8")
                        : encode(vector).getEncoded();
        PrivateKey key = new EncodedPrivateKey("ML-DSA", encoded);
        return vector.has("publicKey")
                ? ImportableKey.of(
                        key,
                        new SubjectPublicKeyInfo(identifier, vector.bytes("publicKey")),
                        KeyUsage.digitalSignature)
                : ImportableKey.refusable(key);
    }

    private PrivateKeyInfo encode(Vector vector) throws IOException {
        return isSeed(vector)
                ? new PrivateKeyInfo(
                        identifier,
                        new DERTaggedObject(
                                false, 0, new DEROctetString(vector.bytes("privateSeed"))))
                : new PrivateKeyInfo(identifier, new DEROctetString(vector.bytes("privateKey")));
    }

    @Override
    public List<Attempt> attempts(Vector vector, boolean shallWork, Key handle) {
        return List.of(
                new Attempt(
                        "signing",
                        List.of(),
                        () -> {
                            Signature signature = Signature.getInstance(algorithm);
                            signature.initSign((PrivateKey) handle);
                            signature.update(vector.bytes("msg"));
                            return verifies(vector, signature.sign())
                                            && verifies(vector, vector.bytes("sig"))
                                    ? Outcome.accepted()
                                    : Outcome.wrong("the signature does not verify");
                        }));
    }

    private boolean verifies(Vector vector, byte[] signature) {
        MLDSASigner verifier = new MLDSASigner();
        verifier.init(false, new MLDSAPublicKeyParameters(parameters(), vector.bytes("publicKey")));
        byte[] message = vector.bytes("msg");
        verifier.update(message, 0, message.length);
        return verifier.verifySignature(signature);
    }

    private MLDSAParameters parameters() {
        return switch (algorithm) {
            case "ML-DSA-44" -> MLDSAParameters.ml_dsa_44;
            case "ML-DSA-65" -> MLDSAParameters.ml_dsa_65;
            default -> MLDSAParameters.ml_dsa_87;
        };
    }
}
