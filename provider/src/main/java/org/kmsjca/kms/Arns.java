package org.kmsjca.kms;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Alias;
import org.kmsjca.AliasName;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Account;
import org.kmsjca.store.CmkRecord;

/**
 * The names that follow from the account and the region of this KMS: the Creator of what users
 * create, and the ARNs of CMKs and aliases, {@code acs:kms:<region>:<account>:key/<key id>} and
 * {@code acs:kms:<region>:<account>:alias/<name>}.
 */
public final class Arns {
    private static final Pattern ARN = Pattern.compile("acs:kms:([^:]*):([^:]*):(.*)");
    private static final String KEY = "key/";

    private final Account account;
    private final String prefix;

    public Arns(Account account) {
        this.account = account;
        this.prefix = "acs:kms:" + account.region() + ":" + account.id() + ":";
    }

    String ofKey(String keyId) {
        return prefix + KEY + keyId;
    }

    /** The alias as the KMS answers it; its name comes without {@code alias/}. */
    Alias alias(String name, String keyId) {
        String aliasName = AliasName.PREFIX + name;
        return new Alias(aliasName, prefix + aliasName, keyId);
    }

    /** The account's id, or the code of a service; stores say {@code user} for any account. */
    String creator(CmkRecord cmk) {
        return Caller.isService(cmk) ? cmk.creator() : account.id();
    }

    /**
     * The key id or {@code alias/<name>} in an ARN of this account and region; any other text as it
     * is.
     *
     * @throws KmsException with MissingParameter when there is no text
     */
    String withoutArn(@Nullable String keyId) {
        if (keyId == null || keyId.isEmpty()) {
            throw KmsErrors.missing("KeyId", "give a key id, alias/<name>, or the ARN of either");
        }
        if (!keyId.startsWith(prefix)) {
            return keyId;
        }
        String name = keyId.substring(prefix.length());
        if (name.startsWith(KEY) && AliasName.looksLikeKeyId(name.substring(KEY.length()))) {
            return name.substring(KEY.length());
        }
        return name.startsWith(AliasName.PREFIX) ? name : keyId;
    }

    /**
     * Refuses the ARN of another account or region.
     *
     * @throws KmsException with Forbidden.KeyNotFound
     */
    void refuseForeign(String keyId) {
        Matcher arn = ARN.matcher(keyId);
        if (arn.matches()
                && !(arn.group(1).equals(account.region()) && arn.group(2).equals(account.id()))) {
            throw new KmsException(
                    KmsErrorCode.KEY_NOT_FOUND,
                    ("the ARN '%s' is of account %s in region %s, this KMS is account %s in"
                                    + " region %s, by the settings 'account' and 'region'")
                            .formatted(
                                    keyId,
                                    arn.group(2),
                                    arn.group(1),
                                    account.id(),
                                    account.region()));
        }
    }
}
