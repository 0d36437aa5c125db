package org.kmsjca.consumers.documents;

import static org.assertj.core.api.Assertions.assertThat;

import net.jsign.AuthenticodeSigner;
import net.jsign.DigestAlgorithm;
import net.jsign.script.PowerShellScript;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.TestKms;

class JsignTest {
    @RegisterExtension
    static final Consumer JSIGN =
            Consumer.of(
                    "jsign",
                    AuthenticodeSigner.class,
                    "new AuthenticodeSigner(keyStore, \"web\", null)");

    private static AuthenticodeSigner signer(Cmk cmk) throws Exception {
        return new AuthenticodeSigner(TestKms.get().keyStore(), cmk.alias(), null)
                .withTimestamping(false);
    }

    private static void sign(AuthenticodeSigner signer, Cmk cmk) throws Exception {
        PowerShellScript script = new PowerShellScript();
        script.setContent("Write-Host 'Dear Sir'\r\n");
        signer.sign(script);
        CMSSignedData signed =
                new CMSSignedData(
                        script.createSignedContent(DigestAlgorithm.SHA256),
                        script.getSignatures().get(0).toASN1Structure());
        SignerInformation information = signed.getSignerInfos().getSigners().iterator().next();
        assertThat(
                        information.verify(
                                new JcaSimpleSignerInfoVerifierBuilder()
                                        .setProvider(new BouncyCastleProvider())
                                        .build(cmk.certificate())))
                .isTrue();
    }

    @Test
    void signatures() {
        JSIGN.worksAtBothLevels(
                "Authenticode by RSA",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048, level);
                    sign(signer(cmk), cmk);
                });
        JSIGN.works(
                "Authenticode by EC",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256);
                    sign(signer(cmk), cmk);
                });
        JSIGN.works(
                "Authenticode by RSA PSS",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048);
                    sign(signer(cmk).withSignatureAlgorithm("SHA256withRSAandMGF1"), cmk);
                });
        JSIGN.works(
                "withSignatureProvider",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048);
                    sign(signer(cmk).withSignatureProvider(TestKms.get().provider()), cmk);
                });
        JSIGN.works(
                "Authenticode by RSA PSS, withSignatureProvider",
                () -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048);
                    sign(
                            signer(cmk)
                                    .withSignatureAlgorithm(
                                            "SHA256withRSAandMGF1", TestKms.get().provider()),
                            cmk);
                });
    }
}
