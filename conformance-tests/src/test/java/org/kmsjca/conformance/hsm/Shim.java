package org.kmsjca.conformance.hsm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.kmsjca.testing.SoftHsm;

/** The module of {@code shim.c}, compiled for one test class, and its orders. */
final class Shim {
    /** The functions of CK_FUNCTION_LIST in their order, PKCS#11 v2.40. */
    static final List<String> FUNCTIONS =
            List.of(
                    ("Initialize Finalize GetInfo GetFunctionList GetSlotList GetSlotInfo"
                                    + " GetTokenInfo GetMechanismList GetMechanismInfo InitToken"
                                    + " InitPIN SetPIN OpenSession CloseSession CloseAllSessions"
                                    + " GetSessionInfo GetOperationState SetOperationState Login"
                                    + " Logout CreateObject CopyObject DestroyObject"
                                    + " GetObjectSize GetAttributeValue SetAttributeValue"
                                    + " FindObjectsInit FindObjects FindObjectsFinal EncryptInit"
                                    + " Encrypt EncryptUpdate EncryptFinal DecryptInit Decrypt"
                                    + " DecryptUpdate DecryptFinal DigestInit Digest DigestUpdate"
                                    + " DigestKey DigestFinal SignInit Sign SignUpdate SignFinal"
                                    + " SignRecoverInit SignRecover VerifyInit Verify"
                                    + " VerifyUpdate VerifyFinal VerifyRecoverInit VerifyRecover"
                                    + " DigestEncryptUpdate DecryptDigestUpdate"
                                    + " SignEncryptUpdate DecryptVerifyUpdate GenerateKey"
                                    + " GenerateKeyPair WrapKey UnwrapKey DeriveKey SeedRandom"
                                    + " GenerateRandom GetFunctionStatus CancelFunction"
                                    + " WaitForSlotEvent")
                            .split(" "));

    private static final int ORDER = 8 * Integer.BYTES;
    private static final String HINT =
            "the tests of protection level HSM compile a PKCS#11 module: apt-get install gcc"
                    + " libc6-dev libp11-kit-dev (or bash .ci/setup test)";

    private final Path library;
    private final MappedByteBuffer orders;

    private Shim(Path library, MappedByteBuffer orders) {
        this.library = library;
        this.orders = orders;
    }

    /** Before an own copy of SoftHSM, whose state is not that of the suite's. */
    static Shim beforeSoftHsm(Path directory, String... defines) {
        return compile(directory, ownCopy(directory), defines);
    }

    /** Before an own copy of SoftHSM which has that token's configuration. */
    static Shim before(SoftHsm token, Path directory) {
        return beforeSoftHsm(directory, "-DCONF=\"" + token.home() + "\"");
    }

    /** A copy of SoftHSM, with a state of its own in this process. */
    static Path ownCopy(Path directory) {
        try {
            return Files.copy(SoftHsm.library(), directory.resolve("softhsm.so"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Shim compile(Path directory, Path real, String... defines) {
        Path source = directory.resolve("shim.c");
        Path library = directory.resolve("shim.so");
        Path file = directory.resolve("orders");
        try (InputStream text = Shim.class.getResourceAsStream("shim.c")) {
            Files.copy(text, source);
            List<String> command = new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-O2"));
            command.addAll(List.of("-Wall", "-Wextra", "-Werror", "-I/usr/include/p11-kit-1"));
            command.add("-DREAL_MODULE=\"" + real + "\"");
            command.add("-DORDERS=\"" + file + "\"");
            command.addAll(List.of(defines));
            command.addAll(List.of("-o", library.toString(), source.toString(), "-ldl"));
            Path log = directory.resolve("gcc.log");
            Process gcc =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (!gcc.waitFor(1, TimeUnit.MINUTES) || gcc.exitValue() != 0) {
                throw new AssertionError(HINT + "\n" + Files.readString(log));
            }
            try (FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE)) {
                MappedByteBuffer orders =
                        channel.map(
                                FileChannel.MapMode.READ_WRITE, 0, (long) FUNCTIONS.size() * ORDER);
                orders.order(ByteOrder.nativeOrder());
                return new Shim(library, orders);
            }
        } catch (IOException e) {
            throw new AssertionError(HINT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Path library() {
        return library;
    }

    /** The order for a function, such as {@code Sign}. */
    Order on(String function) {
        int index = FUNCTIONS.indexOf(function);
        if (index < 0) {
            throw new IllegalArgumentException(function);
        }
        return new Order(index * ORDER);
    }

    int calls(String function) {
        return on(function).get(0);
    }

    /** Sessions that were opened and not closed. */
    int openSessions() {
        return on("OpenSession").get(7);
    }

    /** The daemon dies: all fails but questions, until the module is initialised anew. */
    void die() {
        on("Initialize").set(7, 1);
    }

    /** Takes all orders back; counts start at 0. */
    void reset() {
        for (String function : FUNCTIONS) {
            Order order = on(function);
            for (int field = 0; field < 7; field++) {
                order.set(field, 0);
            }
        }
    }

    /** What happens to the next calls of one function. */
    final class Order {
        private final int offset;

        private Order(int offset) {
            this.offset = offset;
        }

        private int get(int field) {
            return orders.getInt(offset + field * Integer.BYTES);
        }

        private Order set(int field, int value) {
            orders.putInt(offset + field * Integer.BYTES, value);
            return this;
        }

        /** Lets calls pass before. */
        Order after(int calls) {
            return set(1, calls);
        }

        /** The next call fails, without an effect. */
        void fail(long code) {
            fail(code, 1);
        }

        /** So many calls fail, -1 for all. */
        void fail(long code, int times) {
            set(3, (int) code).set(2, times);
        }

        /** The next call is done, and says that it failed. */
        void lie(long code) {
            set(4, 1).set(3, (int) code).set(2, 1);
        }

        /** Every call takes so much longer. */
        void delay(int milliseconds) {
            set(5, milliseconds);
        }

        /** Before the next call, somebody of this process closes all sessions. */
        void closeAllSessionsBefore() {
            set(6, 1).set(2, 1);
        }

        /** Before the next call, somebody of this process finalizes the module. */
        void finalizeBefore() {
            set(6, 2).set(2, 1);
        }

        /** Before the next call, somebody of this process logs out. */
        void logoutBefore() {
            set(6, 3).set(2, 1);
        }

        /** Every call says that it gave so many bytes less, or more, without an error. */
        void shorten(int bytes) {
            set(6, 5).set(7, bytes).set(2, -1);
        }

        /** Every C_DecryptInit takes OAEP's parameters and goes on with SHA-1. */
        void takeOtherParameters() {
            set(6, 6).set(2, -1);
        }

        /** Every call says that the attribute is false; of bytes the first is 0. */
        void deny(long attribute) {
            set(6, 4).set(7, (int) attribute).set(2, -1);
        }
    }
}
