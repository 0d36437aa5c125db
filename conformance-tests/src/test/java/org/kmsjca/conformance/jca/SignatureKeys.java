package org.kmsjca.conformance.jca;

import java.util.List;
import java.util.stream.Stream;
import org.kmsjca.KeySpec;

/** Every signature algorithm of the provider, and a key that each takes. */
final class SignatureKeys {
    /** One of each kind. */
    static final List<KeySpec> SPECS =
            List.of(
                    KeySpec.RSA_2048,
                    KeySpec.EC_P256,
                    KeySpec.EC_SM2,
                    KeySpec.ED25519,
                    KeySpec.ML_DSA_44,
                    KeySpec.ML_DSA_65,
                    KeySpec.ML_DSA_87);

    private SignatureKeys() {}

    static List<String> algorithms() {
        return Stream.of(
                        RsaSignatureTest.algorithms(),
                        PssTest.namesWithParameters(),
                        List.of("RSASSA-PSS"),
                        EcdsaTest.algorithms(),
                        Sm2SignatureTest.algorithms(),
                        WholeMessageSignatureTest.algorithms(),
                        DigestSignatureTest.algorithms())
                .flatMap(List::stream)
                .toList();
    }

    /** Whether the algorithm takes a digest of 32 bytes and nothing else. */
    static boolean takesTheDigest(String algorithm) {
        return algorithm.equals("NONEwithSM2")
                || DigestSignatureTest.algorithms().contains(algorithm);
    }

    static KeySpec keySpec(String algorithm) {
        return switch (algorithm) {
            case "SM3withSM2", "NONEwithSM2", "SM2DSA" -> KeySpec.EC_SM2;
            case "Ed25519" -> KeySpec.ED25519;
            case "ML-DSA-44" -> KeySpec.ML_DSA_44;
            case "ML-DSA", "MLDSA", "ML-DSA-65" -> KeySpec.ML_DSA_65;
            case "ML-DSA-87" -> KeySpec.ML_DSA_87;
            default -> algorithm.contains("ECDSA") ? KeySpec.EC_P256 : KeySpec.RSA_2048;
        };
    }
}
