package org.kmsjca.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;

/** Signs the file by the CMK and lets the JDK verify the signature. */
final class SignatureStep {
    private static final String ALGORITHM = "SHA256withRSA";

    private final Report report;
    private final DemoFiles files;

    SignatureStep(Report report, DemoFiles files) {
        this.report = report;
        this.files = files;
    }

    void run(DemoKeys keys) throws GeneralSecurityException, IOException {
        report.step("Sign " + files.original() + " and let the JDK's own provider verify it");
        byte[] signature = sign(keys);
        DemoFiles.replace(files.signature(), target -> target.write(signature));
        verify(keys, Files.readAllBytes(files.signature()));
    }

    private byte[] sign(DemoKeys keys) throws GeneralSecurityException, IOException {
        Signature signer = Signature.getInstance(ALGORITHM);
        signer.initSign(keys.rsa());
        update(signer);
        byte[] signature = signer.sign();
        report.call(
                """
                Signature signer = Signature.getInstance("SHA256withRSA");
                signer.initSign(privateKey);
                for (int n; (n = in.read(piece)) >= 0; ) signer.update(piece, 0, n);
                byte[] signature = signer.sign()\
                """,
                "by the provider "
                        + signer.getProvider().getName()
                        + ": "
                        + signature.length
                        + " bytes in "
                        + files.signature());
        return signature;
    }

    private void verify(DemoKeys keys, byte[] signature)
            throws GeneralSecurityException, IOException {
        Signature verifier = Signature.getInstance(ALGORITHM, "SunRsaSign");
        verifier.initVerify(keys.rsaPublic());
        update(verifier);
        if (!verifier.verify(signature)) {
            throw new SignatureException(files.signature() + " does not verify");
        }
        report.call(
                """
                Signature verifier = Signature.getInstance("SHA256withRSA", "SunRsaSign");
                verifier.initVerify(publicKey);
                for (int n; (n = in.read(piece)) >= 0; ) verifier.update(piece, 0, n);
                verifier.verify(signature)\
                """,
                "true");
    }

    private void update(Signature signature) throws GeneralSecurityException, IOException {
        try (InputStream source = Files.newInputStream(files.original())) {
            DemoFiles.read(source, (piece, length) -> signature.update(piece, 0, length));
        }
    }
}
