package org.kmsjca.protection.software;

import java.security.SignatureException;

/**
 * Keeps a signature back that does not verify. One fault in its computation, of the memory or of
 * the processor, can give the private key away; so nothing of it leaves.
 */
final class FaultCheck {
    private FaultCheck() {}

    static void require(boolean verified) throws SignatureException {
        if (!verified) {
            throw new SignatureException(
                    "a signature was computed wrongly and is not given out; the memory or the"
                            + " processor of this machine may be faulty");
        }
    }
}
