package org.kmsjca.consumers.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.android.apksig.ApkSigner;
import com.android.apksig.ApkVerifier;
import com.android.apksig.KeyConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.TestKms;

class ApksigTest {
    private static final int ANDROID_7 = 24;

    @RegisterExtension static final Consumer APKSIG = Consumer.of("apksig", ApkSigner.class);

    private static void sign(Cmk cmk) throws Exception {
        Path plain = TestKms.get().directory().resolve("plain.apk");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(plain))) {
            zip.putNextEntry(new ZipEntry("AndroidManifest.xml"));
            zip.write("Dear Sir".getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        Path signed = TestKms.get().directory().resolve(cmk.alias() + ".apk");
        ApkSigner.SignerConfig signer =
                new ApkSigner.SignerConfig.Builder(
                                "KMS", new KeyConfig.Jca(cmk.key()), List.of(cmk.chain()))
                        .build();
        new ApkSigner.Builder(List.of(signer))
                .setInputApk(plain.toFile())
                .setOutputApk(signed.toFile())
                .setMinSdkVersion(ANDROID_7)
                .build()
                .sign();
        ApkVerifier.Result result =
                new ApkVerifier.Builder(signed.toFile())
                        .setMinCheckedPlatformVersion(ANDROID_7)
                        .build()
                        .verify();
        assertThat(result.getErrors()).isEmpty();
        assertThat(result.isVerified()).isTrue();
        assertThat(result.isVerifiedUsingV3Scheme()).isTrue();
    }

    @Test
    void signatures() {
        APKSIG.worksAtBothLevels(
                "schemes 2 and 3 by RSA", level -> sign(Cmk.of(KeySpec.RSA_2048, level)));
        APKSIG.worksAtBothLevels(
                "schemes 2 and 3 by EC", level -> sign(Cmk.of(KeySpec.EC_P256, level)));
    }
}
