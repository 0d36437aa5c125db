package org.kmsjca.protection.hsm;

import java.util.Map;
import org.kmsjca.KeySpec;
import org.kmsjca.protection.DescribedMaterial;

/** A key in a token: where it is and what it is, nothing of it. */
abstract class HsmKey implements DescribedMaterial {
    private final TokenKeyReference place;
    private final HsmToken token;
    private final TokenObject object;

    HsmKey(TokenKeyReference place) {
        this.place = place;
        this.token = place.token();
        this.object = place.object();
    }

    final TokenKeyReference place() {
        return place;
    }

    final HsmToken token() {
        return token;
    }

    final TokenObject object() {
        return object;
    }

    /** Gives the token's mechanisms that this key may be used with. */
    final TokenMechanisms mechanisms() {
        return token.mechanisms().only(place.attributes().allowed());
    }

    @Override
    public final KeySpec keySpec() {
        return place.keySpec();
    }

    @Override
    public final Map<String, String> attributes() {
        return place.attributes().words(place.serial());
    }

    /** A stored key stays in its token; one that was never stored is destroyed there. */
    @Override
    public final void close() {
        place.release();
    }
}
