package org.kmsjca.conformance.support;

import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The independent providers that results are compared with; never added to the list. */
public final class Peers {
    public static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
    public static final Provider SUN_JCE = Security.getProvider("SunJCE");
    public static final Provider SUN_RSA_SIGN = Security.getProvider("SunRsaSign");
    public static final Provider SUN_EC = Security.getProvider("SunEC");

    private Peers() {}
}
