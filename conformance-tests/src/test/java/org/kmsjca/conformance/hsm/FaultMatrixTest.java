package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * Every function that an operation calls, failing once with every code that tells of a session, a
 * login, a token or a module: the operation is repeated where nothing was done yet and reported
 * where something was; the same handle works again in any case, no session is left, and the PIN is
 * not used again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultMatrixTest {
    private static final long UNKNOWN = 0xabcd1234L;

    /** The function says with it that it did nothing. */
    private static final Set<Long> NOTHING_DONE =
            Set.of(
                    PKCS11Constants.CKR_CRYPTOKI_NOT_INITIALIZED,
                    PKCS11Constants.CKR_SESSION_HANDLE_INVALID,
                    PKCS11Constants.CKR_SESSION_CLOSED,
                    PKCS11Constants.CKR_OBJECT_HANDLE_INVALID,
                    PKCS11Constants.CKR_KEY_HANDLE_INVALID,
                    PKCS11Constants.CKR_USER_NOT_LOGGED_IN,
                    PKCS11Constants.CKR_OPERATION_ACTIVE,
                    PKCS11Constants.CKR_OPERATION_NOT_INITIALIZED);

    private static final List<Long> CODES = new ArrayList<>(NOTHING_DONE);

    static {
        CODES.addAll(
                List.of(
                        PKCS11Constants.CKR_DEVICE_ERROR,
                        PKCS11Constants.CKR_DEVICE_MEMORY,
                        PKCS11Constants.CKR_DEVICE_REMOVED,
                        PKCS11Constants.CKR_TOKEN_NOT_PRESENT,
                        PKCS11Constants.CKR_TOKEN_NOT_RECOGNIZED,
                        PKCS11Constants.CKR_SLOT_ID_INVALID,
                        PKCS11Constants.CKR_HOST_MEMORY,
                        PKCS11Constants.CKR_GENERAL_ERROR,
                        PKCS11Constants.CKR_FUNCTION_FAILED,
                        UNKNOWN));
    }

    /** With these the work itself begins; what fails before is repeated. */
    private static final Set<String> WORK =
            Set.of(
                    "Sign",
                    "SignUpdate",
                    "SignFinal",
                    "Encrypt",
                    "EncryptUpdate",
                    "EncryptFinal",
                    "Decrypt",
                    "DecryptUpdate",
                    "DecryptFinal");

    private Shim shim;
    private KmsUnderTest kms;
    private final Map<Operation, Operation.Handle> handles = new EnumMap<>(Operation.class);

    @BeforeAll
    void open(@TempDir Path directory) throws GeneralSecurityException {
        SoftHsm token = SoftHsm.alone(directory, "kms-faults");
        shim = Shim.before(token, directory);
        kms = HsmKms.open(directory, token.settings(shim.library()));
        for (Operation operation : Operation.values()) {
            handles.put(operation, operation.create(kms));
        }
    }

    @AfterAll
    void close() {
        shim.reset();
        kms.close();
        assertThat(shim.openSessions()).as("sessions after close").isZero();
    }

    private void run(Operation operation) throws GeneralSecurityException {
        operation.run(kms, handles.get(operation));
    }

    @TestFactory
    Stream<DynamicTest> everyFunctionWithEveryCode() {
        return Stream.of(Operation.values())
                .flatMap(
                        operation ->
                                functionsOf(operation)
                                        .map(
                                                function ->
                                                        dynamicTest(
                                                                operation
                                                                        + " when C_"
                                                                        + function
                                                                        + " fails",
                                                                () -> fails(operation, function))));
    }

    private Stream<String> functionsOf(Operation operation) {
        try {
            run(operation);
            shim.reset();
            run(operation);
            List<String> called =
                    Shim.FUNCTIONS.stream().filter(name -> shim.calls(name) > 0).toList();
            return called.stream();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void fails(Operation operation, String function) throws GeneralSecurityException {
        for (long code : CODES) {
            String name = operation + ", C_" + function + " = 0x" + Long.toHexString(code);
            run(operation);
            shim.reset();
            int sessions = shim.openSessions();
            shim.on(function).fail(code);
            boolean repeated = !WORK.contains(function) || NOTHING_DONE.contains(code);
            boolean succeeded = succeeds(operation);
            if (operation == Operation.LONG_GCM_ENCRYPTION) {
                assertThat(succeeded && WORK.contains(function)).as(name).isFalse();
            } else {
                assertThat(succeeded).as(name).isEqualTo(repeated);
            }
            shim.reset();
            run(operation);
            assertThat(shim.openSessions()).as(name + ": sessions").isLessThanOrEqualTo(sessions);
            assertThat(shim.calls("Login")).as(name + ": logins").isLessThanOrEqualTo(1);
        }
    }

    private boolean succeeds(Operation operation) {
        try {
            run(operation);
            return true;
        } catch (GeneralSecurityException | ProviderException e) {
            return false;
        }
    }

    /** What a recovery itself calls, failing once while it is under way. */
    @TestFactory
    Stream<DynamicTest> everyFunctionOfARecovery() {
        return Stream.of(
                        "Finalize",
                        "Initialize",
                        "GetSlotList",
                        "GetTokenInfo",
                        "OpenSession",
                        "CloseSession",
                        "GetSessionInfo",
                        "Login",
                        "GetMechanismList",
                        "FindObjectsInit",
                        "FindObjects",
                        "FindObjectsFinal")
                .map(
                        function ->
                                dynamicTest(
                                        "recovery when C_" + function + " fails",
                                        () -> recoveryFails(function)));
    }

    private void recoveryFails(String function) throws GeneralSecurityException {
        for (long code : CODES) {
            String name = "C_" + function + " = 0x" + Long.toHexString(code);
            run(Operation.ECDSA);
            shim.reset();
            shim.on("SignInit").finalizeBefore();
            shim.on(function).fail(code);
            succeeds(Operation.ECDSA);
            shim.reset();
            run(Operation.ECDSA);
            run(Operation.GCM_ENCRYPTION);
            assertThat(shim.openSessions()).as(name + ": sessions").isLessThanOrEqualTo(4);
        }
    }
}
