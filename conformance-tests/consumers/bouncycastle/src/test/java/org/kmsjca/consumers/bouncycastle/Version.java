package org.kmsjca.consumers.bouncycastle;

import java.util.regex.Pattern;
import org.bouncycastle.cms.CMSSignedData;
import org.kmsjca.consumers.support.Consumer;

/** Which Bouncy Castle is on the class path. */
final class Version {
    /** 64 of 1.64. */
    static final int MINOR =
            Integer.parseInt(
                    Pattern.compile("^1\\.")
                            .matcher(Consumer.versionOf(CMSSignedData.class))
                            .replaceFirst(""));

    private Version() {}
}
