package org.kmsjca.cli;

import java.util.Base64;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Bytes that the command line gives in Base64. */
@SuppressWarnings("ArrayRecordComponent") // handed on and dropped
record Base64Bytes(byte[] bytes) {
    /** Reads an option. */
    static final class Converter implements ITypeConverter<Base64Bytes> {
        @Override
        public Base64Bytes convert(String text) {
            try {
                return new Base64Bytes(Base64.getDecoder().decode(text));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("it is not Base64");
            }
        }
    }

    static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
