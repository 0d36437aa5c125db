package org.kmsjca.kms.envelope;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.DataPrivateKey;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.protection.software.SoftwareKeyPair;

/** Makes the private keys of data key pairs, of the kinds that providers look for. */
final class DataPrivateKeys {
    private DataPrivateKeys() {}

    static DataPrivateKey of(SoftwareKeyPair pair, CiphertextBlob encrypted) {
        byte[] clear = pair.clearPrivateKey();
        try {
            if (pair.keySpec().keyType() == KeyType.RSA) {
                var numbers =
                        (RSAPrivateCrtKey)
                                KeyFactory.getInstance("RSA", JdkProviders.sunRsaSign())
                                        .generatePrivate(new PKCS8EncodedKeySpec(clear));
                return new RsaDataPrivateKey(numbers, clear, encrypted);
            }
            var key = (ECPrivateKeyParameters) PrivateKeyFactory.createKey(clear);
            var parameters = ((ECPublicKey) pair.publicKey()).getParams();
            return new EcDataPrivateKey(
                    pair.publicKey().getAlgorithm(), key.getD(), parameters, clear, encrypted);
        } catch (GeneralSecurityException | IOException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "a data key pair cannot be decoded", e);
        }
    }
}
