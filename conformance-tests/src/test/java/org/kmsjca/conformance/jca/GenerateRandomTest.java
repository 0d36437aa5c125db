package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Provider;
import java.security.SecureRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.FreshKms;

/** GenerateRandom, and the generator of the same name in the provider. */
@Tag("once")
class GenerateRandomTest extends FreshKms {
    @ParameterizedTest
    @ValueSource(ints = {1, 16, 1024})
    void givesAsManyBytesAsItIsAskedFor(int length) {
        byte[] bytes = kms().kms().generateRandom(length);
        assertThat(bytes).hasSize(length);
        if (length > 1) {
            assertThat(kms().kms().generateRandom(length)).isNotEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1025})
    void refusesOtherLengths(int length) {
        assertThatThrownBy(() -> kms().kms().generateRandom(length))
                .isInstanceOf(KmsException.class)
                .hasMessageStartingWith("InvalidParameter")
                .hasMessageContaining("1 to 1024");
    }

    /** Listed services are what new SecureRandom() chooses among. */
    @Test
    void generatorIsFoundByItsNameAndNotListed() throws Exception {
        Provider provider = kms().provider();
        assertThat(provider.getServices())
                .extracting(Provider.Service::getType)
                .doesNotContain("SecureRandom");
        SecureRandom random = SecureRandom.getInstance("kms", provider);
        byte[] one = new byte[32];
        byte[] other = new byte[32];
        random.nextBytes(one);
        random.nextBytes(other);
        assertThat(one).isNotEqualTo(other).isNotEqualTo(new byte[32]);
    }
}
