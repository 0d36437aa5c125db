package org.kmsjca.kms.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.Origin;
import org.kmsjca.PageRequest;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.config.Configuration;

/** A KMS that strangers hand bytes to, and what it looked like before. */
public final class FuzzedKms implements AutoCloseable {
    private final KmsEngine engine;
    private final CmkMetadata used;
    private final ImportParameters waiting;
    private final List<CmkMetadata> atFirst;

    private FuzzedKms(KmsEngine engine) {
        this.engine = engine;
        this.used = engine.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256));
        this.waiting =
                engine.imports()
                        .parameters(
                                engine.creations()
                                        .createKey(
                                                CmkSpec.builder(KeySpec.ALIYUN_AES_256)
                                                        .origin(Origin.EXTERNAL)
                                                        .build())
                                        .keyId(),
                                KeySpec.RSA_2048,
                                WrappingAlgorithm.RSAES_OAEP_SHA_256);
        this.atFirst = state();
    }

    public static FuzzedKms open(Path home) {
        return new FuzzedKms(
                EngineFactory.open(Configuration.defaults(home), Clock.systemUTC(), null));
    }

    public KmsEngine engine() {
        return engine;
    }

    public String usedKeyId() {
        return used.keyId();
    }

    /** The bytes, with the version id of a CMK that is there as the first of them. */
    public byte[] withVersionOf(byte[] bytes) {
        byte[] id = used.versions().get(0).keyVersionId().getBytes(StandardCharsets.US_ASCII);
        byte[] blob = Arrays.copyOf(bytes, Math.max(bytes.length, id.length));
        System.arraycopy(id, 0, blob, 0, id.length);
        return blob;
    }

    /** What belongs to the CMK that waits for its material. */
    ImportParameters waiting() {
        return waiting;
    }

    public List<CmkMetadata> state() {
        return engine.keys().list(KeyFilter.ALL, PageRequest.FIRST).items();
    }

    public List<CmkMetadata> stateAtFirst() {
        return atFirst;
    }

    @Override
    public void close() {
        engine.close();
    }
}
