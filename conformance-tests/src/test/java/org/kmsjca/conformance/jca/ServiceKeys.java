package org.kmsjca.conformance.jca;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsProvider;
import org.kmsjca.conformance.support.KmsUnderTest;

/** Which CMK each service of the provider works with. A service that is not known here fails. */
final class ServiceKeys {
    private static final Set<KeySpec> SPECS =
            EnumSet.complementOf(
                    EnumSet.of(
                            KeySpec.RSA_3072,
                            KeySpec.RSA_4096,
                            KeySpec.EC_P256K,
                            KeySpec.EC_P384,
                            KeySpec.EC_P521));

    private ServiceKeys() {}

    /** The names of all services that use keys, such as {@code Cipher.AES/GCM/NoPadding}. */
    static List<String> names(String... types) {
        Set<String> wanted = Set.of(types);
        return new KmsProvider()
                .getServices().stream()
                        .filter(service -> wanted.contains(service.getType()))
                        .map(ServiceKeys::name)
                        .sorted()
                        .toList();
    }

    private static String name(Provider.Service service) {
        return service.getType() + "." + service.getAlgorithm();
    }

    static String type(String service) {
        return service.substring(0, service.indexOf('.'));
    }

    static String algorithm(String service) {
        return service.substring(service.indexOf('.') + 1);
    }

    static KeySpec spec(String service) {
        String algorithm = algorithm(service);
        return switch (type(service)) {
            case "Signature" -> SignatureKeys.keySpec(algorithm);
            case "KeyAgreement" -> KeySpec.EC_P256;
            case "Mac" ->
                    Stream.of(KeySpec.values())
                            .filter(spec -> spec.keyAlgorithm().equals(algorithm))
                            .findFirst()
                            .orElseThrow();
            case "Cipher" -> cipherSpec(algorithm);
            default -> throw new AssertionError("say which key the new service takes: " + service);
        };
    }

    private static KeySpec cipherSpec(String transformation) {
        if (transformation.startsWith("RSA") || transformation.equals(RsaCipherCase.OAEP)) {
            return KeySpec.RSA_2048;
        }
        if (transformation.startsWith("SM2")) {
            return KeySpec.EC_SM2;
        }
        if (transformation.startsWith("SM4")) {
            return KeySpec.ALIYUN_SM4;
        }
        if (transformation.startsWith("AES_128")) {
            return KeySpec.ALIYUN_AES_128;
        }
        if (transformation.startsWith("AES_192")) {
            return KeySpec.ALIYUN_AES_192;
        }
        if (transformation.startsWith("AES") || transformation.startsWith("CMK")) {
            return KeySpec.ALIYUN_AES_256;
        }
        throw new AssertionError("say which key the new transformation takes: " + transformation);
    }

    static KeyUsage usage(String service) {
        return switch (type(service)) {
            case "Signature" -> KeyUsage.SIGN_VERIFY;
            case "KeyAgreement" -> KeyUsage.KEY_AGREEMENT;
            case "Mac" -> KeyUsage.GENERATE_VERIFY_MAC;
            default -> KeyUsage.ENCRYPT_DECRYPT;
        };
    }

    /** The alias of the CMK of that service. */
    static String alias(String service) {
        return alias(spec(service), usage(service));
    }

    private static String alias(KeySpec spec, KeyUsage usage) {
        return spec + "/" + usage.name();
    }

    /** Makes a CMK of each kind; those that a token lacks are left out. */
    static void create(KmsUnderTest kms) throws GeneralSecurityException {
        for (KeySpec spec : SPECS) {
            for (KeyUsage usage : spec.usages()) {
                kms.create(alias(spec, usage), spec, usage);
            }
        }
    }
}
