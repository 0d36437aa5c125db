package org.kmsjca.kms;

import java.util.Locale;
import java.util.regex.Pattern;
import org.kmsjca.KmsException;

/**
 * The codes of cloud services that keep a key of their own in the KMS. The code in capitals is the
 * key's Creator, in small letters it is the end of its alias: {@code OSS} and {@code acs/oss}.
 *
 * <p>New services come without a new KMS, so any code of the right form is one. Seen in the KMS's
 * documents and clients are ack, acm, actiontrail, cdn, codeup, csg, ecs, fc, kms, log, maxcompute,
 * mongodb, mse, mts, nas, oss, ots, pai, polardb, rds, redis, sls, vod, webplus.
 */
final class ServiceCodes {
    /** A letter first, because a Creator of digits is the account of a user. */
    private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}");

    private ServiceCodes() {}

    /**
     * The code in capitals.
     *
     * @param code in small letters or capitals
     * @throws KmsException with InvalidParameter when it does not have the form of one
     */
    static String check(String code) {
        if (!CODE.matcher(code).matches()) {
            throw KmsErrors.invalid(
                    ("caller=service/%s names no service: a code is a letter, then up to 63"
                                    + " letters, digits and '-', such as OSS")
                            .formatted(code));
        }
        return code.toUpperCase(Locale.ROOT);
    }

    static String alias(String code) {
        return "acs/" + code.toLowerCase(Locale.ROOT);
    }
}
