package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kmsjca.CmkSpec;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.conformance.support.EngineAhead;
import org.kmsjca.conformance.support.MaterialWrapping;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;
import org.kmsjca.conformance.support.TestToken;
import org.kmsjca.conformance.support.TokenLimits;
import org.opentest4j.TestAbortedException;

/**
 * Every service, initialised while its CMK had material, is refused once the material was deleted,
 * has expired or was destroyed with its CMK: before the first data and midway, at this engine and
 * at another one on the same files. The other engine's clock is ahead, as time has to pass.
 */
@Tag("once")
class TakenMaterialTest extends SharedKms {
    private final Map<String, Imported> keys = new LinkedHashMap<>();

    /** A CMK of Origin EXTERNAL, and what gives it its material again. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Imported(String keyId, byte[] wrapped, byte[] token) {}

    /** Uses at work on one CMK. */
    private record Uses(String service, List<ServiceUse> before, List<ServiceUse> midway) {}

    @Test
    void nothingIsDoneWithMaterialThatIsGone() throws Exception {
        List<String> services = services();

        List<Uses> uses = start(services);
        for (Imported key : keys.values()) {
            kms().kms().deleteKeyMaterial(key.keyId());
        }
        assertRefused(uses, KmsErrorCode.PENDING_IMPORT, "material was deleted");

        importAgain(Optional.of(Instant.now().plus(Duration.ofDays(2))));
        uses = start(services);
        EngineAhead.look(kms().configuration(), Duration.ofDays(3), false);
        assertRefused(uses, KmsErrorCode.PENDING_IMPORT, "material has expired");

        importAgain(Optional.empty());
        uses = start(services);
        for (Imported key : keys.values()) {
            kms().kms().scheduleKeyDeletion(key.keyId(), 7);
        }
        EngineAhead.look(kms().configuration(), Duration.ofDays(30), true);
        assertRefused(uses, KmsErrorCode.KEY_NOT_FOUND, "the CMK was destroyed");
    }

    /** All services of keys, without those that the token lacks. */
    private List<String> services() throws GeneralSecurityException {
        keys.clear(); // of the other level
        List<String> services = new ArrayList<>();
        KmsException lack = null;
        for (String service : ServiceKeys.names("Cipher", "Signature", "Mac", "KeyAgreement")) {
            if (level() == ProtectionLevel.HSM && TokenLimits.lacks(service)) {
                continue;
            }
            String alias = ServiceKeys.alias(service);
            if (!keys.containsKey(alias)) {
                try {
                    keys.put(alias, imported(service, alias));
                } catch (KmsException e) {
                    lack = e;
                    if (level() != ProtectionLevel.HSM || !TokenLimits.isLack(e)) {
                        throw e;
                    }
                    continue;
                }
            }
            services.add(service);
        }
        if (TestToken.isNamed() && services.isEmpty()) {
            throw new TestAbortedException("no material comes in", lack);
        }
        services.addAll(ServiceKeys.names("KeyGenerator")); // of data keys
        assertThat(services).hasSizeGreaterThan(30);
        return services;
    }

    private Imported imported(String service, String alias) throws GeneralSecurityException {
        KeySpec spec = ServiceKeys.spec(service);
        boolean secret = spec.keyType().isSymmetric();
        byte[] clear =
                secret
                        ? TestKeys.newSecret(spec).getEncoded()
                        : TestKeys.pair(spec).getPrivate().getEncoded();
        WrappingAlgorithm algorithm =
                secret
                        ? WrappingAlgorithm.RSAES_OAEP_SHA_256
                        : WrappingAlgorithm.RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD;
        String keyId =
                kms().kms()
                        .createKey(
                                CmkSpec.builder(spec)
                                        .usage(ServiceKeys.usage(service))
                                        .origin(Origin.EXTERNAL)
                                        .build())
                        .keyId();
        ImportParameters parameters =
                kms().kms().getParametersForImport(keyId, KeySpec.RSA_2048, algorithm);
        byte[] wrapped = MaterialWrapping.wrap(kms(), clear, parameters.publicKey(), algorithm);
        var imported = new Imported(keyId, wrapped, parameters.importToken());
        importMaterial(imported, Optional.empty());
        kms().kms().createAlias(alias, keyId);
        return imported;
    }

    private void importAgain(Optional<Instant> expiry) {
        for (Imported key : keys.values()) {
            importMaterial(key, expiry);
        }
    }

    private void importMaterial(Imported key, Optional<Instant> expiry) {
        kms().kms().importKeyMaterial(key.keyId(), key.wrapped(), key.token(), expiry);
    }

    private List<Uses> start(List<String> services) throws Exception {
        List<Uses> all = new ArrayList<>();
        for (String service : services) {
            String alias =
                    ServiceKeys.alias(service.startsWith("KeyGenerator") ? "Cipher.CMK" : service);
            List<ServiceUse> midway = ServiceUse.of(service, kms(), alias);
            midway.removeIf(use -> use.feed() == null);
            for (ServiceUse use : midway) {
                use.feed().run();
            }
            all.add(new Uses(service, ServiceUse.of(service, kms(), alias), midway));
        }
        return all;
    }

    private static void assertRefused(List<Uses> all, KmsErrorCode code, String why) {
        for (Uses uses : all) {
            for (ServiceUse use : uses.before()) {
                assertRefused(use, code, "before the first data, " + why);
            }
            for (ServiceUse use : uses.midway()) {
                assertRefused(use, code, "midway, " + why);
            }
        }
    }

    private static void assertRefused(ServiceUse use, KmsErrorCode code, String when) {
        Throwable refusal = catchThrowable(use.finish()::run);
        assertThat(OneDoorTest.code(refusal))
                .as("%s %s: %s", use.name(), when, refusal)
                .isEqualTo(code);
    }
}
