package org.kmsjca.jca;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyType;
import org.kmsjca.crypto.PublicKeys;
import org.kmsjca.crypto.Sm2PublicKey;

/** A service of the provider, made from a row of the table, without reflection. */
final class KmsService extends Provider.Service {
    private final ProviderContext context;
    private final Algorithm algorithm;

    private KmsService(ProviderContext context, Algorithm algorithm, List<String> aliases) {
        super(
                context.provider(),
                algorithm.type(),
                algorithm.name(),
                KmsService.class.getName(),
                aliases,
                null);
        this.context = context;
        this.algorithm = algorithm;
    }

    static KmsService of(ProviderContext context, Algorithm algorithm) {
        return new KmsService(context, algorithm, Arrays.asList(algorithm.aliases()));
    }

    @Override
    public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
        if (parameter != null) {
            throw new NoSuchAlgorithmException(
                    algorithm.name() + " of " + getProvider().getName() + " takes no parameter");
        }
        return algorithm.newSpi(context);
    }

    /**
     * Takes handles of this provider instance, and what no provider of the JDK can serve. Every
     * other key is left to the other providers, whether this one stands first or last.
     */
    @Override
    public boolean supportsParameter(@Nullable Object parameter) {
        if (algorithm instanceof Algorithm.KeyMaker || algorithm instanceof Algorithm.Store) {
            return super.supportsParameter(parameter);
        }
        if (parameter instanceof KmsKey key) {
            return key.context() == context && algorithm.serves(key.managed().keySpec().keyType());
        }
        return parameter instanceof PublicKey key && isOursAlone(key);
    }

    /** Whether no provider of the JDK can do with the public key what this service does. */
    private boolean isOursAlone(PublicKey key) {
        if (algorithm instanceof Algorithm.RsaCipher cipher) {
            return !cipher.isInJdk() && key instanceof RSAPublicKey;
        }
        if (algorithm.keyType() == KeyType.SM2) {
            return "SM2".equals(key.getAlgorithm()) || Sm2PublicKey.isOnCurve(key);
        }
        if (!(algorithm instanceof Algorithm.OfSignature signature)) {
            return false;
        }
        if (signature instanceof Algorithm.EcdsaSignature && PublicKeys.isOnSecp256k1(key)) {
            return true;
        }
        return takes(key) && !isInJdk(signature);
    }

    private boolean takes(PublicKey key) {
        String name = key.getAlgorithm();
        return switch (Objects.requireNonNull(algorithm.keyType())) {
            case RSA -> key instanceof RSAPublicKey || "RSA".equals(name);
            case EC -> key instanceof ECPublicKey || "EC".equals(name);
            case ML_DSA -> name != null && (name.startsWith("ML-DSA") || name.startsWith("MLDSA"));
            default -> false;
        };
    }

    /** Whether the JDK has the name: of RSASSA-PSS the bare one only, of ML-DSA from Java 24 on. */
    private static boolean isInJdk(Algorithm.OfSignature signature) {
        if (signature instanceof Algorithm.RsaSignature) {
            return true; // NONEwithRSA is no service of Java 17, which makes it of its cipher
        }
        Provider jdk =
                Security.getProvider(
                        switch (Objects.requireNonNull(signature.keyType())) {
                            case RSA -> "SunRsaSign";
                            case EC -> "SunEC";
                            default -> "SUN";
                        });
        return jdk == null || jdk.getService(signature.type(), signature.name()) != null;
    }
}
