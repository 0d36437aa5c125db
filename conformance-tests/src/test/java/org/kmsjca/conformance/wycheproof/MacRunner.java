package org.kmsjca.conformance.wycheproof;

import java.security.Key;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;

/** HMAC. The JCA has no verification: that the code differs is the refusal. */
final class MacRunner extends SecretKeyRunner {
    private final String algorithm;

    MacRunner(String algorithm) {
        super(algorithm);
        this.algorithm = algorithm;
    }

    @Override
    public List<Attempt> attempts(Vector vector, boolean shallWork, Key handle) {
        return List.of(
                new Attempt(
                        "generation",
                        List.of(),
                        () -> {
                            Mac mac = Mac.getInstance(algorithm);
                            mac.init(handle);
                            byte[] code =
                                    Arrays.copyOf(
                                            mac.doFinal(vector.bytes("msg")),
                                            vector.number("tagSize") / Byte.SIZE);
                            return Arrays.equals(code, vector.bytes("tag"))
                                    ? Outcome.accepted()
                                    : Outcome.refused("another code");
                        }));
    }
}
