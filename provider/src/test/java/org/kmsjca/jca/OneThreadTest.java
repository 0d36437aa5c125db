package org.kmsjca.jca;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SignatureSpi;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.CipherSpi;
import javax.crypto.MacSpi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every object that collects a message is for one thread at a time. */
@AnalyzeClasses(packages = "org.kmsjca.jca", importOptions = ImportOption.DoNotIncludeTests.class)
@Tag("once")
class OneThreadTest {
    private static final Set<String> WITH_A_MESSAGE =
            Set.of(CipherSpi.class.getName(), MacSpi.class.getName(), SignatureSpi.class.getName());

    @ArchTest
    static final ArchRule messagesPassTheGuard =
            classes()
                    .that(describe("take in messages", OneThreadTest::takesMessages))
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(OneThread.class);

    private static boolean takesMessages(JavaClass spi) {
        return spi.getRawSuperclass()
                .filter(above -> WITH_A_MESSAGE.contains(above.getName()))
                .isPresent();
    }

    private final AtomicInteger abandoned = new AtomicInteger();
    private final OneThread thread = new OneThread(abandoned::incrementAndGet);

    @Test
    void callsFollowEachOther() {
        for (int i = 0; i < 3; i++) {
            thread.begin();
            thread.end();
        }
        thread.restart();
        thread.end();
        assertThat(abandoned).hasValue(0);
    }

    @Test
    void secondCallerEndsTheMessageForBothUntilANewBegin() {
        thread.begin();
        assertThatThrownBy(thread::begin).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(thread::restart).isInstanceOf(IllegalStateException.class);
        assertThat(abandoned).hasValue(0);
        assertThatThrownBy(thread::end)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("an object of its own");
        assertThat(abandoned).hasValue(1);
        assertThatThrownBy(thread::begin).isInstanceOf(IllegalStateException.class);
        thread.restart();
        thread.end();
        thread.begin();
        thread.end();
    }
}
