package org.kmsjca.protection.software.root.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.KmsErrorCode.INVALID_PARAMETER;
import static org.kmsjca.KmsErrorCode.NO_PERMISSION;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.protection.software.root.RootKey;
import org.kmsjca.protection.software.root.SealedRootKey;

/** The TPM 2.0 key file between us, OpenSSL and tpm2-tools, both ways. */
class TpmToolsTest extends TpmFixture {
    private static final String ATTRIBUTES =
            "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|restricted|decrypt";
    private static final String PIN_HEX =
            "hex:"
                    + HexFormat.of()
                            .formatHex(TpmCrypto.sha256("1234".getBytes(StandardCharsets.UTF_8)));

    private Path state() {
        return directory.resolve("tpm");
    }

    private TpmExchange exchange(String pin) {
        return new TpmExchange(settings(swtpm.device(), pin, null, null));
    }

    private void makePrimary(String algorithm) throws Exception {
        swtpm.tool(
                "tpm2_createprimary",
                "-Q",
                "-C",
                "o",
                "-g",
                "sha256",
                "-G",
                algorithm,
                "-a",
                ATTRIBUTES,
                "-c",
                "primary.ctx");
        swtpm.tool("tpm2_flushcontext", "-t");
    }

    /** Writes the octet string that stands so many from the end of the key file. */
    private void extract(int fromEnd, String file) throws Exception {
        List<String> strings =
                swtpm.tool("openssl", "asn1parse", "-in", "key.pem")
                        .lines()
                        .filter(line -> line.contains("prim: OCTET STRING"))
                        .toList();
        String line = strings.get(strings.size() - fromEnd);
        String offset = line.substring(0, line.indexOf(':')).strip();
        // A TPM2B is no ASN.1: OpenSSL writes it, and then complains.
        swtpm.tool(
                "sh",
                "-c",
                "openssl asn1parse -in key.pem -strparse "
                        + offset
                        + " -noout -out "
                        + file
                        + " || test -s "
                        + file);
    }

    @ParameterizedTest
    @CsvSource({"ecc,ecc256:aes128cfb", "rsa,rsa2048:aes128cfb"})
    void toolsUnsealWhatWeSealed(String parent, String algorithm) throws Exception {
        toolsUnseal(seal(root(null, null, parent)), algorithm, "");
        toolsUnseal(seal(root(null, "sha256:0,16", parent)), algorithm, "pcr:sha256:0,16");
    }

    @Test
    void toolsUnsealWhatWeSealedUnderAPin() throws Exception {
        toolsUnseal(seal(root("1234", null, null)), "ecc256:aes128cfb", PIN_HEX);
    }

    private void toolsUnseal(SealedRootKey sealed, String algorithm, String auth) throws Exception {
        Files.writeString(state().resolve("key.pem"), TpmExchange.pem(sealed));
        extract(2, "x.pub");
        extract(1, "x.priv");
        makePrimary(algorithm);
        swtpm.tool(
                "tpm2_load",
                "-Q",
                "-C",
                "primary.ctx",
                "-u",
                "x.pub",
                "-r",
                "x.priv",
                "-c",
                "x.ctx");
        swtpm.tool("tpm2_flushcontext", "-t");
        byte[] unsealed =
                auth.isEmpty()
                        ? swtpm.toolBytes("tpm2_unseal", "-c", "x.ctx")
                        : swtpm.toolBytes("tpm2_unseal", "-c", "x.ctx", "-p", auth);
        assertThat(unsealed).isEqualTo(clear);
    }

    /** Seals by tpm2_create, and makes a key file of it. */
    private String toolsSeal(TpmKeyFile parts, String... options) throws Exception {
        Files.write(state().resolve("root.bin"), clear);
        makePrimary(parts.rsaParent() ? "rsa2048:aes128cfb" : "ecc256:aes128cfb");
        String[] fixed = {
            "tpm2_create",
            "-Q",
            "-C",
            "primary.ctx",
            "-i",
            "root.bin",
            "-u",
            "y.pub",
            "-r",
            "y.priv"
        };
        List<String> command = new ArrayList<>(List.of(fixed));
        command.addAll(List.of(options));
        swtpm.tool(command.toArray(String[]::new));
        swtpm.tool("tpm2_flushcontext", "-t");
        return new TpmKeyFile(
                        parts.emptyAuth(),
                        parts.policy(),
                        null,
                        parts.rsaParent(),
                        parts.parent(),
                        Files.readAllBytes(state().resolve("y.pub")),
                        Files.readAllBytes(state().resolve("y.priv")))
                .pem();
    }

    private static TpmKeyFile parts(
            boolean emptyAuth, boolean rsa, TpmKeyFile.PolicyCommand... policy) {
        return new TpmKeyFile(
                emptyAuth,
                List.of(policy),
                null,
                rsa,
                ParentKind.ECC.handle(),
                new byte[0],
                new byte[0]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void weUnsealWhatToolsSealed(boolean rsa) throws Exception {
        String pem = toolsSeal(parts(true, rsa));
        SealedRootKey imported = exchange(null).importPem(pem, new RootKey(clear), STORE);
        opens(root(), imported);
        assertThat(TpmKeyFile.ofPem(TpmExchange.pem(imported)).der())
                .isEqualTo(TpmKeyFile.ofPem(pem).der());
    }

    @Test
    void weUnsealWhatToolsSealedUnderAPinAndPcrs() throws Exception {
        opens(
                root("1234", null, null),
                exchange("1234")
                        .importPem(
                                toolsSeal(parts(false, false), "-p", PIN_HEX),
                                new RootKey(clear),
                                STORE));

        swtpm.tool(
                "tpm2_createpolicy", "-Q", "--policy-pcr", "-l", "sha256:16", "-L", "pcr.policy");
        PcrSelection pcrs = PcrSelection.parse("sha256:16");
        var policyPcr =
                new TpmKeyFile.PolicyCommand(
                        0x17F, TpmCrypto.concatenate(TpmCrypto.sized(new byte[0]), pcrs.encoded()));
        String pem =
                toolsSeal(
                        parts(true, false, policyPcr),
                        "-L",
                        "pcr.policy",
                        "-a",
                        "fixedtpm|fixedparent|noda");
        SealedRootKey imported = exchange(null).importPem(pem, new RootKey(clear), STORE);
        opens(root(), imported);
        swtpm.extend(16);
        refused(NO_PERMISSION, "PCR 16", () -> root().unseal(imported, STORE));
    }

    @Test
    void keyFileWithSomethingElseIsRefused() throws Exception {
        String pem = toolsSeal(parts(true, false));
        refused(
                INVALID_PARAMETER,
                "something else than the root key",
                () -> exchange(null).importPem(pem, new RootKey(new byte[32]), STORE));
        refused(
                INVALID_PARAMETER,
                "TSS2 PRIVATE KEY",
                () -> exchange(null).importPem("rubbish", new RootKey(clear), STORE));
        var unknown = new TpmKeyFile.PolicyCommand(0x16A, new byte[0]);
        String other = toolsSeal(parts(true, false, unknown));
        refused(
                INVALID_PARAMETER,
                "only PCRs and an authValue",
                () -> exchange(null).importPem(other, new RootKey(clear), STORE));
    }

    @Test
    void everyDamagedKeyFileIsRefusedCleanly() {
        byte[] der = TpmKeyFile.ofPem(TpmExchange.pem(seal(root()))).der();
        for (int length = 0; length < der.length; length++) {
            byte[] cut = Arrays.copyOf(der, length);
            assertThatThrownBy(() -> TpmKeyFile.ofDer(cut))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (int at = 0; at < der.length; at++) {
            byte[] flipped = der.clone();
            flipped[at] ^= 1;
            try {
                SealedObject.publicArea(TpmKeyFile.ofDer(flipped));
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageStartingWith("it");
            }
        }
    }
}
