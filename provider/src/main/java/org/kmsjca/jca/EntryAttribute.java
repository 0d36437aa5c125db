package org.kmsjca.jca;

import java.security.KeyStore;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkMetadata;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.kms.CmkVersion;

/** An attribute of a KeyStore entry, under the KMS's own name. */
record EntryAttribute(String name, String value) implements KeyStore.Entry.Attribute {
    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getValue() {
        return value;
    }

    @Override
    public String toString() {
        return name + "=" + value;
    }

    static Set<KeyStore.Entry.Attribute> of(
            CmkMetadata cmk, @Nullable CmkVersion version, String rootOfTrust) {
        Set<KeyStore.Entry.Attribute> attributes = new LinkedHashSet<>();
        attributes.add(new EntryAttribute("KeyId", cmk.keyId()));
        attributes.add(new EntryAttribute("Creator", cmk.creator()));
        attributes.add(new EntryAttribute("KeyState", cmk.keyState().toString()));
        attributes.add(new EntryAttribute("KeyUsage", cmk.keyUsage().toString()));
        attributes.add(new EntryAttribute("KeySpec", cmk.keySpec().toString()));
        attributes.add(new EntryAttribute("Origin", cmk.origin().toString()));
        attributes.add(new EntryAttribute("ProtectionLevel", cmk.protectionLevel().toString()));
        attributes.add(new EntryAttribute("CreationDate", cmk.creationDate().toString()));
        if (cmk.protectionLevel() == ProtectionLevel.SOFTWARE) {
            attributes.add(new EntryAttribute("RootOfTrust", rootOfTrust));
        }
        cmk.primaryKeyVersion()
                .ifPresent(id -> attributes.add(new EntryAttribute("PrimaryKeyVersion", id)));
        if (version != null) {
            attributes.add(new EntryAttribute("KeyVersionId", version.versionId()));
            version.attributes()
                    .forEach((name, value) -> attributes.add(new EntryAttribute(name, value)));
        }
        return Collections.unmodifiableSet(attributes); // in this order
    }
}
