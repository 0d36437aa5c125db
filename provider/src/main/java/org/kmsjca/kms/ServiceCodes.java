package org.kmsjca.kms;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/**
 * The cloud services that keep a key of their own in the KMS. The code in capitals is the key's
 * Creator, in small letters it is the end of its alias.
 */
final class ServiceCodes {
    private static final Set<String> KNOWN =
            Set.of(
                    "ACK",
                    "ACM",
                    "ACTIONTRAIL",
                    "CDN",
                    "CODEUP",
                    "CSG",
                    "ECS",
                    "LOG",
                    "MAXCOMPUTE",
                    "MONGODB",
                    "MSE",
                    "MTS",
                    "NAS",
                    "OSS",
                    "OTS",
                    "PAI",
                    "POLARDB",
                    "RDS",
                    "VOD",
                    "WEBPLUS");

    private ServiceCodes() {}

    /**
     * The code in capitals.
     *
     * @throws KmsException with InvalidParameter when there is no such service
     */
    static String check(String code) {
        String capitals = code.toUpperCase(Locale.ROOT);
        if (!KNOWN.contains(capitals)) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "caller=service/"
                            + code
                            + " names no service; known are "
                            + String.join(", ", new TreeSet<>(KNOWN)));
        }
        return capitals;
    }

    static String alias(String code) {
        return "acs/" + code.toLowerCase(Locale.ROOT);
    }
}
