package org.kmsjca.protection.hsm;

import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherOperation;
import org.kmsjca.protection.CipherKey;

/** A secret key that encrypts and decrypts in its token. */
final class HsmSecretKey extends HsmKey implements CipherKey {
    HsmSecretKey(TokenKeyReference place) {
        super(place);
    }

    @Override
    public CipherOperation cipher(CipherMechanism mechanism) {
        return switch (mechanism.mode()) {
            case GCM -> new GcmCipher(this, mechanism);
            case CBC, CBC_PADDED, CBC_ISO10126 -> new CbcCipher(this, mechanism);
            case CTR -> new CtrCipher(this, mechanism);
            case KW, KWP -> new KeyWrapCipher(this, mechanism);
        };
    }
}
