package org.kmsjca.cli;

import java.security.PublicKey;
import java.util.Arrays;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.DataKeyPair;
import org.kmsjca.DataKeyPairSpec;
import org.kmsjca.EncryptedDataKeyPair;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms crypto generate-data-key-pair}. */
@Command(
        name = "generate-data-key-pair",
        description = {
            "GenerateDataKeyPairWithoutPlaintext: a new key pair, its private key under a CMK.",
            "GenerateDataKeyPair with one of --plaintext-out and --show-plaintext: the private key"
                    + " itself too, as PKCS#8 in DER. The public key is printed as PEM."
        },
        footer = {
            "  kms crypto generate-data-key-pair --key alias/orders --spec EC_P256 \\",
            "      --out pair.blob --plaintext-out pair.der",
            "  openssl pkey -inform DER -in pair.der -noout -text"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CryptoGenerateDataKeyPairCommand extends KmsAction {
    @Option(
            names = "--key",
            paramLabel = "KEY",
            required = true,
            description = "Key id, alias/NAME or ARN of an AES or SM4 CMK.")
    private String key;

    @Option(
            names = "--spec",
            paramLabel = "KEYPAIRSPEC",
            required = true,
            description =
                    "RSA_2048, RSA_3072, RSA_4096, EC_P256, EC_P256K, EC_P384, EC_P521 or EC_SM2.")
    private KeySpec keyPairSpec;

    @Mixin private ContextOption context;
    @Mixin private PlaintextOptions plaintext;
    @Mixin private OutputOption output;

    @Override
    Answer run(Kms kms) {
        output.check();
        DataKeyPairSpec spec =
                DataKeyPairSpec.of(key, keyPairSpec).withEncryptionContext(context.value());
        if (!plaintext.isWanted()) {
            EncryptedDataKeyPair pair = kms.generateDataKeyPairWithoutPlaintext(spec);
            return answer(pair.encrypted(), pair.publicKey());
        }
        DataKeyPair pair = kms.generateDataKeyPair(spec);
        byte[] clear = pair.privateKey().getEncoded();
        try {
            return plaintext.put(
                    "PrivateKeyPlaintext", clear, () -> answer(pair.encrypted(), pair.publicKey()));
        } finally {
            Arrays.fill(clear, (byte) 0);
            pair.privateKey().destroy();
        }
    }

    private CryptoAnswer answer(CiphertextBlob encrypted, PublicKey publicKey) {
        CryptoAnswer answer = CryptoAnswer.of(encrypted.keyId(), encrypted.keyVersionId());
        answer.field("KeyPairSpec", keyPairSpec.toString());
        output.put(answer, "PrivateKeyCiphertextBlob", encrypted.toByteArray(), false);
        return answer.text("PublicKey", PublicKeyPem.text(publicKey));
    }
}
