package org.kmsjca.protection.hsm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Calls into a library by Java's foreign function API (JEP 454, Java 22), which is found by
 * reflection because this is compiled for Java 17. Pointers and {@code CK_ULONG} are both longs, as
 * on all 64-bit systems but Windows. Nothing is reflective in the calls themselves.
 */
final class ForeignLibrary {
    private static final String PACKAGE = "java.lang.foreign.";
    private static final int FIRST = 22;

    private final Object linker;
    private final Object symbols;
    private final MethodHandle address;
    private final MethodHandle newArena;
    private final MethodHandle allocate;

    private ForeignLibrary(Object linker, Object symbols) throws ReflectiveOperationException {
        this.linker = linker;
        this.symbols = symbols;
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        Class<?> segment = type("MemorySegment");
        Class<?> arena = type("Arena");
        MethodHandle ofBuffer =
                lookup.findStatic(
                        segment, "ofBuffer", MethodType.methodType(segment, Buffer.class));
        this.address =
                MethodHandles.filterReturnValue(
                                ofBuffer,
                                lookup.findVirtual(
                                        segment, "address", MethodType.methodType(long.class)))
                        .asType(MethodType.methodType(long.class, ByteBuffer.class));
        this.newArena =
                lookup.findStatic(arena, "ofConfined", MethodType.methodType(arena))
                        .asType(MethodType.methodType(AutoCloseable.class));
        this.allocate =
                MethodHandles.filterReturnValue(
                                lookup.findVirtual(
                                        arena,
                                        "allocate",
                                        MethodType.methodType(segment, long.class)),
                                lookup.findVirtual(
                                        segment,
                                        "asByteBuffer",
                                        MethodType.methodType(ByteBuffer.class)))
                        .asType(
                                MethodType.methodType(
                                        ByteBuffer.class, AutoCloseable.class, long.class));
    }

    /**
     * The library, where this JVM can call it so: from Java 22 on, on a 64-bit Unix, when the
     * provider's module has native access ({@code --enable-native-access}).
     */
    static Optional<ForeignLibrary> of(Path file) {
        if (Runtime.version().feature() < FIRST || !isUnixOf64Bits()) {
            return Optional.empty();
        }
        try {
            // without access the JDK would print a warning, or throw
            Module module = ForeignLibrary.class.getModule();
            if (!(boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(module)) {
                return Optional.empty();
            }
            Object global = type("Arena").getMethod("global").invoke(null);
            Object linker = type("Linker").getMethod("nativeLinker").invoke(null);
            Object symbols =
                    type("SymbolLookup")
                            .getMethod("libraryLookup", Path.class, type("Arena"))
                            .invoke(null, file, global);
            return Optional.of(new ForeignLibrary(linker, symbols));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Optional.empty(); // the wrapper does the same, more slowly
        }
    }

    private static boolean isUnixOf64Bits() {
        return System.getProperty("os.arch", "")
                        .matches("amd64|x86_64|aarch64|riscv64|ppc64le|s390x")
                && !System.getProperty("os.name", "").startsWith("Windows");
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(PACKAGE + name);
    }

    /** The address of a direct buffer's memory, at its position. */
    long addressOf(ByteBuffer direct) {
        try {
            return (long) address.invokeExact(direct);
        } catch (Throwable e) {
            throw new IllegalStateException("a buffer has no address", e);
        }
    }

    /**
     * Memory for one call, which this thread gives back; the JDK's direct buffers wait for a GC.
     */
    NativeMemory allocate(int size) {
        try {
            AutoCloseable arena = (AutoCloseable) newArena.invokeExact();
            ByteBuffer memory = (ByteBuffer) allocate.invokeExact(arena, (long) size);
            return new NativeMemory(
                    memory.order(ByteOrder.nativeOrder()), addressOf(memory), size, arena);
        } catch (Throwable e) {
            throw new IllegalStateException("no memory for a call", e);
        }
    }

    /** The exported function of that name, taking so many longs and returning one. */
    MethodHandle function(String name, int arguments) throws ReflectiveOperationException {
        Method find = type("SymbolLookup").getMethod("find", String.class);
        Optional<?> symbol = (Optional<?>) find.invoke(symbols, name);
        return handle(symbol.orElseThrow(() -> new NoSuchMethodException(name)), arguments);
    }

    /** The function at that address, taking so many longs and returning one. */
    MethodHandle function(long address, int arguments) throws ReflectiveOperationException {
        return handle(segment(address), arguments);
    }

    private MethodHandle handle(Object symbol, int arguments) throws ReflectiveOperationException {
        Class<?> layout = type("MemoryLayout");
        Object ulong = type("ValueLayout").getField("JAVA_LONG").get(null);
        Object[] parameters = (Object[]) Array.newInstance(layout, arguments);
        Arrays.fill(parameters, ulong);
        Class<?> descriptor = type("FunctionDescriptor");
        Object signature =
                descriptor
                        .getMethod("of", layout, parameters.getClass())
                        .invoke(null, ulong, parameters);
        Class<?> option = type("Linker$Option");
        return (MethodHandle)
                type("Linker")
                        .getMethod(
                                "downcallHandle",
                                type("MemorySegment"),
                                descriptor,
                                option.arrayType())
                        .invoke(linker, symbol, signature, Array.newInstance(option, 0));
    }

    /** The memory of the library at that address, so many bytes of it. */
    ByteBuffer memory(long address, long size) throws ReflectiveOperationException {
        Class<?> segment = type("MemorySegment");
        Object sized = segment.getMethod("reinterpret", long.class).invoke(segment(address), size);
        ByteBuffer memory = (ByteBuffer) segment.getMethod("asByteBuffer").invoke(sized);
        return memory.order(ByteOrder.nativeOrder());
    }

    private static Object segment(long address) throws ReflectiveOperationException {
        return type("MemorySegment").getMethod("ofAddress", long.class).invoke(null, address);
    }
}
