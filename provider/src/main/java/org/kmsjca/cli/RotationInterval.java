package org.kmsjca.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The KMS's spelling of an interval: a number of days, hours, minutes or seconds. */
final class RotationInterval implements ITypeConverter<Duration> {
    private static final Pattern SPELLING = Pattern.compile("([0-9]{1,9})([dhms])");

    @Override
    public Duration convert(String value) {
        Matcher matcher = SPELLING.matcher(value);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + value + "' is no interval; one is written as 365d, 720h, 43200m or 90s");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "d" -> Duration.ofDays(number);
            case "h" -> Duration.ofHours(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
