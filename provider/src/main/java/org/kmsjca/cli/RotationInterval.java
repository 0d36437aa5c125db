package org.kmsjca.cli;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The KMS's spelling of an interval: a number of days, hours, minutes or seconds. */
final class RotationInterval implements ITypeConverter<Duration> {
    private static final Pattern SPELLING = Pattern.compile("([0-9]{1,9})([dhms])");

    /** An interval in the largest unit that it is a whole number of. */
    static String text(Duration interval) {
        long seconds = interval.toSeconds();
        for (ChronoUnit unit : List.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES)) {
            long length = unit.getDuration().toSeconds();
            if (seconds % length == 0) {
                return seconds / length + unit.toString().substring(0, 1).toLowerCase(Locale.ROOT);
            }
        }
        return seconds + "s";
    }

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
