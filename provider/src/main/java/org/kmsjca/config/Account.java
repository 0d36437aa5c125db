package org.kmsjca.config;

import java.util.regex.Pattern;

/**
 * Whose KMS this is, as its answers tell: the Creator of CMKs, and a part of each ARN. It gives no
 * rights.
 *
 * @param id {@code account}: digits
 * @param region {@code region}: such as {@code cn-hangzhou}
 */
public record Account(String id, String region) {
    private static final String DEFAULT_ID = "1000000000000000";
    private static final String DEFAULT_REGION = "cn-hangzhou";
    private static final Pattern ID = Pattern.compile("[0-9]{1,20}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2,10}(?:-[a-z0-9]{1,20}){1,4}");

    static Account read(Settings settings) {
        return new Account(
                settings.matching("account", DEFAULT_ID, ID, "1 to 20 digits"),
                settings.matching(
                        "region",
                        DEFAULT_REGION,
                        REGION,
                        "small letters and digits in parts, such as cn-hangzhou"));
    }
}
