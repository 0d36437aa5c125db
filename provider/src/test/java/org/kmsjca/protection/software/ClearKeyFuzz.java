package org.kmsjca.protection.software;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.KeySpec;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.software.root.RootKey;

/** The clear key of an import: whoever may import can put any bytes under the wrapping key. */
class ClearKeyFuzz {
    private final SoftwareModule module =
            new SoftwareModule(new RootKey(new byte[RootKey.LENGTH]), Map.of());

    /** The first byte chooses the KeySpec, the rest is RAW or PKCS#8. */
    @FuzzTest(maxDuration = "10m")
    void keyIsRefusedOrReadsBackTheSame(byte[] bytes) throws InvalidKeyException {
        if (bytes.length < 2) {
            return;
        }
        KeySpec[] specs = KeySpec.values();
        KeySpec spec = specs[(bytes[0] & 0xff) % specs.length];
        byte[] clear = Arrays.copyOfRange(bytes, 1, bytes.length);
        KeyMaterial material;
        try {
            material = read(spec, clear);
        } catch (InvalidKeyException refused) {
            assertThat(refused).hasMessageNotContaining("null");
            return;
        }
        assertThat(material.keySpec()).isEqualTo(spec);
        byte[] kept = ((SoftwareKey) material).clearEncoding();
        KeyMaterial again = read(spec, kept);
        assertThat(((SoftwareKey) again).clearEncoding()).isEqualTo(kept);
        material.close();
        again.close();
    }

    private KeyMaterial read(KeySpec spec, byte[] clear) throws InvalidKeyException {
        return module.importKey(spec, new SecretKeySpec(clear, "any"));
    }
}
