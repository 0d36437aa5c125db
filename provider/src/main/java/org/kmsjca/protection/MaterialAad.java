package org.kmsjca.protection;

import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;

/**
 * The additional authenticated data of key material: material moved to another version is refused.
 */
public record MaterialAad(
        String keyId, String versionId, KeySpec keySpec, KeyUsage keyUsage, Origin origin) {}
