package org.kmsjca.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the tables of the store in SQL that has their bare names.
 *
 * <p>Each gets its schema, so that no schema in which others may create anything stands in the
 * search path: every function, operator and type is one of pg_catalog. A query gets only rows
 * without a value that is longer than any which the KMS writes: one that somebody made huge is
 * missing, which is noticed as a row that was deleted is, and is never sent.
 */
final class PostgresTables {
    /** Where everything but the tables is found; temporary tables of this connection come last. */
    static final String SEARCH_PATH = "pg_catalog, pg_temp";

    private static final Pattern TABLE =
            Pattern.compile(
                    "^CREATE TABLE (\\w+) \\(\n(.*?)^\\);", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern COLUMN =
            Pattern.compile("^ {4}(\\w+) +(BIGINT|TEXT|BYTEA)\\b", Pattern.MULTILINE);

    /** What a query reads of each table. */
    private static final Map<String, String> BOUNDED = bounded();

    private static final Pattern NAMED =
            Pattern.compile(
                    "\\b(DELETE FROM|INSERT INTO|UPDATE|TABLE|VACUUM|ON|REFERENCES|FROM|JOIN) (%s)\\b(?: ([a-z]\\w*))?"
                            .formatted(String.join("|", BOUNDED.keySet())));

    private final String schema;

    /**
     * @param schema its name, in lower case
     */
    PostgresTables(String schema) {
        this.schema = "\"" + schema + "\"";
    }

    /** The SQL with the tables named. */
    String named(String sql) {
        return NAMED.matcher(sql).replaceAll(this::named);
    }

    private String named(MatchResult match) {
        String word = match.group(1);
        String table = match.group(2);
        String alias = match.group(3);
        String whole = schema + "." + table;
        String named =
                word.equals("FROM") || word.equals("JOIN")
                        ? "%s (%s) %s"
                                .formatted(
                                        word,
                                        String.valueOf(BOUNDED.get(table)).formatted(whole),
                                        alias == null ? table : alias)
                        : word + " " + whole + (alias == null ? "" : " " + alias);
        return Matcher.quoteReplacement(named);
    }

    private static Map<String, String> bounded() {
        Map<String, String> bounded = new LinkedHashMap<>();
        Matcher table = TABLE.matcher(PostgresSchema.script());
        while (table.find()) {
            bounded.put(table.group(1), bounded(table.group(2)));
        }
        return bounded;
    }

    /** A number is cast, so that it is none of a type that has no bound. */
    private static String bounded(String columns) {
        StringBuilder names = new StringBuilder();
        StringBuilder lengths = new StringBuilder();
        Matcher column = COLUMN.matcher(columns);
        while (column.find()) {
            String name = column.group(1);
            names.append(names.isEmpty() ? "" : ", ").append(name);
            if (column.group(2).equals("BIGINT")) {
                names.append("::bigint AS ").append(name);
            } else {
                lengths.append(lengths.isEmpty() ? "" : ", ")
                        .append("octet_length(%s)".formatted(name));
            }
        }
        String rows = "SELECT " + names + " FROM %s";
        return lengths.isEmpty()
                ? rows
                : rows + " WHERE greatest(" + lengths + ") <= " + StoredValues.LONGEST;
    }
}
