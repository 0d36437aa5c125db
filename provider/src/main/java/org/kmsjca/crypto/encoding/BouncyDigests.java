package org.kmsjca.crypto.encoding;

import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.digests.SHA512tDigest;
import org.kmsjca.mechanism.DigestAlgorithm;

/** Bouncy Castle's digest for an encoding; messages are hashed elsewhere, by faster engines. */
final class BouncyDigests {
    private BouncyDigests() {}

    static Digest of(DigestAlgorithm digest) {
        return switch (digest) {
            case SHA1 -> new SHA1Digest();
            case SHA224 -> new SHA224Digest();
            case SHA256 -> new SHA256Digest();
            case SHA384 -> new SHA384Digest();
            case SHA512 -> new SHA512Digest();
            case SHA512_224 -> new SHA512tDigest(224);
            case SHA512_256 -> new SHA512tDigest(256);
            case SHA3_224 -> new SHA3Digest(224);
            case SHA3_256 -> new SHA3Digest(256);
            case SHA3_384 -> new SHA3Digest(384);
            case SHA3_512 -> new SHA3Digest(512);
        };
    }
}
