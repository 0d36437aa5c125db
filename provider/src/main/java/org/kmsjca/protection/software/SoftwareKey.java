package org.kmsjca.protection.software;

import org.kmsjca.protection.KeyMaterial;

/** Material that is unwrapped in this process. */
interface SoftwareKey extends KeyMaterial {
    /** The clear key, RAW or PKCS#8, in a fresh array that the caller wipes. */
    byte[] clearEncoding();
}
