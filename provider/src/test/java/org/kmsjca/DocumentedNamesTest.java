package org.kmsjca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Classes and methods of the API that the pages of the manual name are there. */
class DocumentedNamesTest {
    private static final Pattern METHOD =
            Pattern.compile("`([A-Z][A-Za-z0-9]*)\\.([a-z]\\w*)(?:\\(|`)");
    private static final Pattern CLASS =
            Pattern.compile("`((?:Kms|Cmk|DataKey|Data|Sm2|Encryption|Import)[A-Z][A-Za-z0-9]*)`");

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("../README.md")));
        try (Stream<Path> files = Files.list(Path.of("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        return pages;
    }

    private static Class<?> api(String name) throws ClassNotFoundException {
        return Class.forName(DocumentedNamesTest.class.getPackageName() + "." + name);
    }

    private static boolean isOurs(String name) {
        return Files.exists(Path.of("src/main/java/org/kmsjca", name + ".java"));
    }

    @Test
    void methodsAreThere() throws Exception {
        int found = 0;
        for (Path page : pages()) {
            for (MatchResult name : METHOD.matcher(Files.readString(page)).results().toList()) {
                if (isOurs(name.group(1))) {
                    assertThat(Arrays.stream(api(name.group(1)).getMethods()).map(Method::getName))
                            .as("%s: %s", page, name.group())
                            .contains(name.group(2));
                    found++;
                }
            }
        }
        assertThat(found).isGreaterThan(10);
    }

    @Test
    void classesAreThere() throws Exception {
        int found = 0;
        for (Path page : pages()) {
            for (MatchResult name : CLASS.matcher(Files.readString(page)).results().toList()) {
                assertThat(isOurs(name.group(1))).as("%s: %s", page, name.group()).isTrue();
                found++;
            }
        }
        assertThat(found).isGreaterThan(3);
    }
}
