package org.kmsjca.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** The terminal, which takes text in UTF-8 only: control characters in it do anything. */
final class TextOnlyStream extends FilterOutputStream {
    private static final String ALLOWED = "\t\n\f\r";
    private static final int LONGEST_CHARACTER = 4;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

    /** The beginning of a character whose end has not come yet. */
    private byte[] begun = {};

    TextOnlyStream(OutputStream terminal) {
        super(terminal);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer input = ByteBuffer.allocate(begun.length + length);
        input.put(begun).put(bytes, offset, length).flip();
        CharBuffer text = CharBuffer.allocate(input.remaining());
        CoderResult result = decoder.decode(input, text, false);
        text.flip();
        if (result.isError()
                || input.remaining() >= LONGEST_CHARACTER
                || text.chars().anyMatch(TextOnlyStream::isControl)) {
            throw binary();
        }
        begun = new byte[input.remaining()];
        input.get(begun);
        out.write(bytes, offset, length);
    }

    private static boolean isControl(int character) {
        return Character.isISOControl(character) && ALLOWED.indexOf(character) < 0;
    }

    private static IOException binary() {
        return new IOException(
                "the data are binary, which a terminal cannot show: name a file, or --force");
    }
}
