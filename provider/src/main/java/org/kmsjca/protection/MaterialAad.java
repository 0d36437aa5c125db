package org.kmsjca.protection;

import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;

/** What kept key material belongs to; material put under another version is refused. */
public record MaterialAad(
        String keyId, String versionId, KeySpec keySpec, KeyUsage keyUsage, Origin origin) {}
