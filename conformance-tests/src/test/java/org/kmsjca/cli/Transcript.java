package org.kmsjca.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A session with {@code kms} as a text file. {@code $} begins a command, then come the lines that
 * it prints, those on standard error after {@code !}, and {@code ?} ends it with the exit code.
 * Lines that begin with {@code #}, and empty lines between commands, are for the reader.
 */
record Transcript(String name, List<Exchange> exchanges) {
    static Transcript read(Path file) throws IOException {
        List<Exchange> exchanges = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("$ ")) {
                int end = i;
                while (!lines.get(end).startsWith("? ")) {
                    end++;
                }
                exchanges.add(exchange(i + 1, lines.subList(i, end + 1)));
                i = end;
            }
        }
        return new Transcript(String.valueOf(file.getFileName()), List.copyOf(exchanges));
    }

    private static Exchange exchange(int number, List<String> lines) {
        List<String> printed = lines.subList(1, lines.size() - 1);
        return new Exchange(
                number,
                rest(lines.get(0)),
                printed.stream().filter(line -> !line.startsWith("! ")).toList(),
                printed.stream()
                        .filter(line -> line.startsWith("! "))
                        .map(Transcript::rest)
                        .toList(),
                Integer.parseInt(rest(lines.get(lines.size() - 1))));
    }

    private static String rest(String line) {
        return line.substring(2);
    }

    @Override
    public String toString() {
        return name;
    }
}
