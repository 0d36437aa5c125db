package org.kmsjca.conformance.wycheproof;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.kmsjca.testing.SoftHsm;

/**
 * The vectors on keys in a token: those of the algorithms that SoftHSM has, but of ECDH one file,
 * because each of its tests has a key of its own.
 */
class HsmWycheproofTest extends WycheproofTest {
    private static final Set<Kind> KINDS =
            Set.of(
                    Kind.AEAD,
                    Kind.CBC,
                    Kind.KEY_WRAP,
                    Kind.MAC,
                    Kind.OAEP,
                    Kind.PKCS1_DECRYPTION,
                    Kind.PKCS1_SIGNING);
    private static final Set<String> LACKED =
            Set.of(
                    "sm4_gcm",
                    "hmac_sm3",
                    "hmac_sha3_224",
                    "hmac_sha3_256",
                    "hmac_sha3_384",
                    "hmac_sha3_512",
                    "hmac_sha512_224",
                    "hmac_sha512_256");

    @Override
    List<FileRow> rows() {
        return FileRow.all().stream()
                .filter(
                        row ->
                                (KINDS.contains(row.kind()) && !LACKED.contains(row.file()))
                                        || row.file().equals("ecdh_secp256r1_ecpoint"))
                .toList();
    }

    @Override
    List<String> settings() {
        List<String> token = List.of(SoftHsm.token("kms-wycheproof").settings());
        return Stream.concat(Stream.of("protection=HSM"), token.stream()).toList();
    }

    @Override
    ListedTests listed() {
        return ListedTests.softHsm();
    }

    @Override
    String summary() {
        return "wycheproof-softhsm-summary.txt";
    }
}
