package org.kmsjca.kms;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.MacValue;
import org.kmsjca.Verification;

/**
 * GenerateMac and VerifyMac. The algorithm is that of the CMK's KeySpec, which has the same name;
 * null leaves it unsaid. Thread-safe.
 */
public final class MacCalls {
    private final KeyLookup lookup;

    public MacCalls(KeyLookup lookup) {
        this.lookup = lookup;
    }

    /** GenerateMac. */
    public MacValue generate(String keyIdOrAlias, @Nullable KeySpec algorithm, byte[] message) {
        KmsCall call = KmsCall.GENERATE_MAC;
        CmkVersion version = authorized(call, keyIdOrAlias, algorithm);
        return new MacValue(
                version.keyId(),
                version.versionId(),
                version.mac(call, version.keySpec().toString(), message.clone()));
    }

    /** VerifyMac; takes as long for a wrong code as for the right one. */
    public Verification verify(
            String keyIdOrAlias, @Nullable KeySpec algorithm, byte[] message, byte[] mac) {
        KmsCall call = KmsCall.VERIFY_MAC;
        CmkVersion version = authorized(call, keyIdOrAlias, algorithm);
        byte[] expected = version.mac(call, version.keySpec().toString(), message.clone());
        return new Verification(
                version.keyId(), version.versionId(), MessageDigest.isEqual(expected, mac));
    }

    private CmkVersion authorized(KmsCall call, String keyIdOrAlias, @Nullable KeySpec algorithm) {
        Cmk cmk = lookup.byKeyIdOrAlias(keyIdOrAlias);
        cmk.authorize(call);
        CmkVersion version = cmk.primaryVersion();
        if (version == null) {
            throw KmsErrors.wrongState(KmsErrorCode.PENDING_IMPORT, call, cmk.snapshot());
        }
        if (algorithm != null && algorithm != cmk.keySpec()) {
            throw KmsErrors.invalid(
                    ("%s does not take Algorithm %s with CMK %s: use %s, the algorithm of its"
                                    + " KeySpec")
                            .formatted(call, algorithm, version.displayName(), cmk.keySpec()));
        }
        return version;
    }
}
