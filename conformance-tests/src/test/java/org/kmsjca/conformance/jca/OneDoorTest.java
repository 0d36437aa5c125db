package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.SharedKms;

/**
 * Every service, initialised while its CMK was Enabled, is refused once it is not: before the first
 * data and midway, whoever took the CMK away. A message that was refused midway does not go on.
 */
@Tag("once")
class OneDoorTest extends SharedKms {
    /** How a CMK is taken away and brought back. */
    private enum Change {
        DISABLE(KmsErrorCode.DISABLED) {
            @Override
            void take(Kms kms, String keyId) {
                kms.disableKey(keyId);
            }

            @Override
            void bringBack(Kms kms, String keyId) {
                kms.enableKey(keyId);
            }
        },
        SCHEDULE_DELETION(KmsErrorCode.PENDING_DELETION) {
            @Override
            void take(Kms kms, String keyId) {
                kms.scheduleKeyDeletion(keyId, 7);
            }

            @Override
            void bringBack(Kms kms, String keyId) {
                kms.cancelKeyDeletion(keyId);
            }
        };

        private final KmsErrorCode refusal;

        Change(KmsErrorCode refusal) {
            this.refusal = refusal;
        }

        abstract void take(Kms kms, String keyId);

        abstract void bringBack(Kms kms, String keyId);
    }

    private KmsUnderTest other;

    @Override
    protected void prepare() throws GeneralSecurityException {
        ServiceKeys.create(kms());
        other = another(kms());
    }

    /** An engine of its own on the same files, as another process has. */
    private static KmsUnderTest another(KmsUnderTest kms) {
        Path file = kms.configuration().resolveSibling("other.properties");
        try {
            Files.writeString(
                    file, Files.readString(kms.configuration()) + "\nsoftware.cache=999\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return KmsUnderTest.of(file);
    }

    @AfterAll
    void closeOther() {
        other.close();
    }

    static List<String> services() {
        // KeyGenerators make data keys.
        return ServiceKeys.names("Cipher", "Signature", "Mac", "KeyAgreement", "KeyGenerator");
    }

    private static String alias(String service) {
        return ServiceKeys.alias(service.startsWith("KeyGenerator") ? "Cipher.CMK" : service);
    }

    @ParameterizedTest
    @MethodSource("services")
    void nothingIsDoneUnderACmkThatWasTakenAway(String service) throws Exception {
        String alias = alias(service);
        String keyId = kms().keyId(alias);
        for (Change change : Change.values()) {
            for (KmsUnderTest by : List.of(kms(), other)) {
                List<ServiceUse> before = ServiceUse.of(service, kms(), alias);
                List<ServiceUse> midway = ServiceUse.of(service, kms(), alias);
                List<ServiceUse> streaming = ServiceUse.of(service, kms(), alias);
                midway.removeIf(use -> use.feed() == null);
                streaming.removeIf(use -> use.more() == null);
                feed(midway);
                feed(streaming);

                change.take(by.kms(), keyId);
                for (ServiceUse use : before) {
                    assertRefused(use, use.finish(), change, "before the first data");
                }
                for (ServiceUse use : midway) {
                    assertRefused(use, use.finish(), change, "midway");
                }
                for (ServiceUse use : streaming) {
                    assertRefused(use, use.more(), change, "at an update midway");
                }

                change.bringBack(by.kms(), keyId);
                midway.addAll(streaming);
                for (ServiceUse use : midway) {
                    assertBrokenOff(service, use, use.feed());
                    assertBrokenOff(service, use, use.finish());
                    use.init().run();
                    use.feed().run();
                    use.finish().run();
                }
            }
        }
    }

    private static void feed(List<ServiceUse> uses) throws Exception {
        for (ServiceUse use : uses) {
            use.feed().run();
        }
    }

    private static void assertRefused(
            ServiceUse use, ServiceUse.Step step, Change change, String when) {
        Throwable refusal = catchThrowable(step::run);
        assertThat(code(refusal))
                .as("%s %s after %s: %s", use.name(), when, change, refusal)
                .isEqualTo(change.refusal);
    }

    /** It says so, except a key agreement, which has no message and takes nothing before init. */
    private static void assertBrokenOff(String service, ServiceUse use, ServiceUse.Step step) {
        String type = ServiceKeys.type(service);
        assertThatThrownBy(step::run)
                .as("%s goes on with a message that was refused", use.name())
                .isExactlyInstanceOf(
                        type.equals("Signature")
                                ? SignatureException.class
                                : IllegalStateException.class)
                .hasMessageContaining(
                        type.equals("KeyAgreement") ? "" : "the message broke off and does not");
    }

    static KmsErrorCode code(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof KmsException kms) {
                return kms.code();
            }
        }
        return null;
    }
}
