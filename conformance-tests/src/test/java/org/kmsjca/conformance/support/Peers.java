package org.kmsjca.conformance.support;

import com.tencent.kona.crypto.KonaCryptoProvider;
import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The independent providers that results are compared with; never added to the list. */
public final class Peers {
    public static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    /** Kona's Java code; the native one would load a library. */
    public static final Provider KONA = new KonaCryptoProvider();

    public static final Provider SUN = Security.getProvider("SUN");
    public static final Provider SUN_JCE = Security.getProvider("SunJCE");
    public static final Provider SUN_RSA_SIGN = Security.getProvider("SunRsaSign");
    public static final Provider SUN_EC = Security.getProvider("SunEC");

    private Peers() {}
}
